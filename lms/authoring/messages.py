"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

FILES = {
    "folder.missing": N_("There is no such folder."),
    "file.missing": N_("This file is missing."),
    "file.outside": N_("Files must lie in the course's folder."),
    "file.link": N_("Links to other files are not followed: put the file itself here."),
    "file.not_a_file": N_("This is not a file."),
    "file.too_big": N_("This file is too big: the limit is %(limit)s MB."),
    "file.not_utf8": N_("This text is not in UTF-8. Save the file again with this encoding."),
    "file.long_line": N_("This line is too long: the limit is %(limit)s characters."),
    "file.control_character": N_("This line holds a character that can't be shown."),
    "yaml.syntax": N_("This is not valid YAML: %(detail)s."),
    "yaml.too_many_values": N_("This file holds too many values."),
    "yaml.several_documents": N_("A file holds one YAML document only."),
    "yaml.anchor": N_(
        "Anchors (&) and aliases (*) are not accepted: write the value out, or put the text in quotes."
    ),
    "yaml.tag": N_("Tags (%(detail)s) are not accepted: put the text in quotes."),
    "yaml.too_deep": N_("Values are nested too deeply here."),
    "yaml.repeated_key": N_("The field “%(detail)s” is here twice."),
    "yaml.key_not_text": N_("The name of a field must be a text."),
    "yaml.not_a_map": N_("A list of fields is expected here, such as “id: …”."),
}
IMAGES = {
    "image.missing": N_("There is no image %(name)s."),
    "image.name": N_(
        "“%(name)s” is no image of this folder. Name a file that lies beside the lesson: letters without accents, digits, hyphens and dots."
    ),
    "image.type": N_("%(name)s is not an image that pages can show: use SVG, PNG, JPEG, WebP or GIF."),
    "image.repeated_name": N_(
        "Another image of the course has the name %(name)s (%(first)s). Rename one of them."
    ),
}
TABLES = {
    "csv.syntax": N_("This is not a valid CSV file: %(detail)s."),
    "csv.empty": N_("This table is empty."),
    "csv.uneven": N_("This row has %(cells)s cells; the first has %(expected)s."),
    "csv.too_long": N_("This table is too long: the limit is %(limit)s rows."),
    "csv.long_cell": N_("This cell is too long: the limit is %(limit)s characters."),
    "csv.formula": N_("A spreadsheet would take this cell for a formula: “%(cell)s”. Write it otherwise."),
}
VIDEOS = {
    "file.absent": N_("There is no file %(name)s."),
    "file.name": N_(
        "“%(name)s” is no file of this folder. Name one that lies beside the lesson: letters without accents, digits, hyphens and dots."
    ),
    "file.repeated_name": N_(
        "Another file of the course has the name %(name)s (%(first)s). Rename one of them."
    ),
    "video.inside": N_("A video can't stand inside a list or a quote."),
    "video.no_captions": N_(
        "A video needs captions: put a WebVTT file (.vtt) beside the lesson and name it in “captions”."
    ),
    "video.no_words": N_(
        "A video needs its words for those who can't see or hear it: write what is said and shown in “transcript”."
    ),
    "video.no_summary": N_(
        "Whoever can't open this video needs its words: write them in “transcript”, or what it says in “summary”."
    ),
    "video.no_picture": N_(
        "The card of this video needs a picture of your own: put an image beside the lesson and name it in “picture”."
    ),
    "video.no_alt": N_("Say in words, in “alt”, what the picture shows."),
    "video.no_file": N_(
        "A video has a “file” that lies beside the lesson (.mp4 or .webm), or the “url” of its page on another site."
    ),
    "video.site": N_(
        "“%(url)s” is not the page of a video that can be shown. Give the https address of one on these sites: %(sites)s."
    ),
    "video.type": N_("%(name)s is not a video that browsers play: use MP4 (.mp4) or WebM (.webm)."),
    "video.unreadable": N_(
        "This file is not a whole %(format)s video, whatever its name says. Export it again."
    ),
    "video.place": N_("This video says where it was recorded. Remove its location data."),
    "captions.type": N_("%(name)s is not a file of captions: use WebVTT (.vtt)."),
    "captions.head": N_("Captions begin with the line “WEBVTT”, then an empty line."),
    "captions.empty": N_(
        "There is no caption in this file: add at least one, if only to say that nothing is heard."
    ),
    "captions.too_many": N_("There are too many captions: the limit is %(limit)s."),
    "captions.timing": N_(
        "A caption begins with its times, such as 00:01.000 --> 00:04.000, alone on their line: “%(found)s” can't be read."
    ),
    "captions.ends_first": N_("This caption ends before it begins: correct its times."),
    "captions.order": N_("This caption begins before the one above it: put them in order."),
    "captions.no_words": N_("This caption has no words: write them under its times, or remove it."),
    "captions.tag": N_(
        "“%(tag)s” is not accepted in captions: keep to words, <b>, <i>, <u> and <v name>; the sign < is written &lt;."
    ),
}
COURSES = {
    "text.missing_translation": N_("The text in the language “%(language)s” is missing."),
    "text.unknown_language": N_("The language “%(language)s” is not one of the course's languages."),
    "text.empty": N_("The text in the language “%(language)s” is empty."),
    "text.turning": N_(
        "This text holds an invisible sign (%(sign)s) that turns the direction of what follows it. Remove that sign."
    ),
    "id.repeated": N_("The id “%(id)s” is already used (%(first)s)."),
    "course.repeated_module": N_("The module “%(folder)s” is listed twice."),
    "course.repeated_language": N_("The language “%(language)s” is listed twice."),
    "item.kind": N_("An item is either a lesson or a quiz: write “lesson: id” or “quiz: id”."),
    "item.reserved": N_("An item can't have the id “%(id)s”: its file would be the module's own."),
    "lesson.no_front_matter": N_("A lesson begins with its title between two lines of three hyphens (---)."),
    "lesson.empty": N_("This lesson has no text."),
    "formula.too_long": N_("This formula is too long: the limit is %(most)s characters."),
    "formula.too_deep": N_("This formula is nested too deeply."),
    "formula.unreadable": N_(
        "“%(tex)s” is not a formula that can be drawn: look at its braces and commands."
    ),
    "formula.unknown": N_("A formula has no command “%(command)s”."),
    "check.manual": N_("Nobody marks a self-check: take a type that the program can mark, or a quiz."),
    "check.inside": N_("A self-check can't stand inside a list or a quote."),
    "check.missing": N_(
        "The self-check “%(id)s” is missing here or in %(first)s: every language asks the same ones."
    ),
    "quiz.other_id": N_("The id must be that of the file: “%(expected)s”."),
    "quiz.no_question": N_("A quiz needs a question, of its own or of a bank."),
    "quiz.unknown_preset": N_("There is no preset “%(preset)s”. Choose one of: %(presets)s."),
    "objective.unknown": N_("No module has the objective “%(id)s”."),
    "requires.unknown": N_("There is no module or item “%(id)s”."),
    "requires.circle": N_("These wait for each other and could never be opened: %(chain)s."),
}
EDITORIAL = {
    "editorial.minutes": N_("%(minutes)s minutes are announced; by the rule it takes %(expected)s."),
    "editorial.hours": N_("The course takes %(hours)s hours of this; the plan says %(planned)s."),
    "editorial.whole": N_("The sheet announces %(hours)s hours; the plan adds up to %(planned)s."),
    "editorial.pool": N_("The pool “%(pool)s” has %(count)s questions on this module; it needs %(least)s."),
    "editorial.stratum": N_(
        "The objective “%(objective)s” has %(count)s questions; attempts without a repeated question need %(least)s."
    ),
    "editorial.stratum_whole": N_(
        "This pool has %(count)s questions; attempts without a repeated question need %(least)s."
    ),
    "editorial.alike": N_("This question is nearly the same as “%(other)s”."),
    "editorial.no_explanation": N_("This question has no explanation."),
    "editorial.no_objective": N_("This question has no objective."),
    "editorial.no_difficulty": N_("This question has no difficulty."),
    "editorial.no_feedback": N_("The wrong option “%(option)s” does not say why it tempts."),
    "editorial.catch_all": N_("An option such as “all of the above” tests reading, not knowledge."),
    "editorial.not_taught": N_("No lesson serves this objective."),
    "editorial.not_asked": N_("No graded question asks this objective."),
    "editorial.longest": N_(
        "The right option is the longest in %(share)s %% of the questions (%(language)s): its length gives it away."
    ),
    "editorial.longer": N_(
        "Right options are %(percent)s %% longer than wrong ones on average (%(language)s): their length gives them away."
    ),
    "editorial.place": N_("The right option stands in place %(place)s in %(share)s %% of the questions."),
    "editorial.share": N_("%(share)s %% of the questions have the %(field)s “%(value)s”."),
    "editorial.length": N_(
        "This lesson has %(words)s words; a lesson has between %(shortest)s and %(longest)s."
    ),
    "editorial.hard_to_read": N_("This text is very difficult to read (LIX %(level)s, over %(limit)s)."),
    "editorial.dead_link": N_("The link to “%(href)s” leads nowhere."),
    "editorial.review": N_("This was to be checked again by %(review_by)s: %(supports)s."),
    "editorial.french_sign": N_("French has a narrow no-break space before : ; ! ? and »: “%(words)s”."),
    "editorial.french_quote": N_(
        "French has guillemets with narrow no-break spaces, and curly apostrophes: “%(words)s”."
    ),
    "editorial.french_number": N_(
        "French has a narrow no-break space before %% and €, and in thousands: “%(words)s”."
    ),
}
HINTS = {
    "hint.heading_jump": N_("The heading “%(title)s” skips a level: begin it with %(marks)s."),
    "hint.vague_link": N_("The link “%(text)s” says nothing on its own: name what it leads to."),
    "hint.bare_address": N_("The link “%(text)s” is read out letter by letter: give it words."),
    "hint.no_words": N_(
        "The picture %(name)s has no words: right if it is decorative, else say what it shows."
    ),
    "hint.false_heading": N_("“%(text)s” looks like a heading: make it one, so that everyone finds it."),
}
EXPORT = {
    "export.not_empty": N_(
        "The folder “%(folder)s” holds other files. Choose an empty one, or one that holds the course “%(id)s”."
    ),
    "export.not_a_folder": N_("“%(folder)s” is a file, not a folder."),
    "export.name": N_("“%(name)s” can't be the name of a file."),
    "export.link": N_("“%(name)s” is a link there: nothing is written through it."),
}
EDITOR = {
    "outline.title_needed": N_("Enter a title."),
    "outline.title_too_long": N_("This title is too long: the limit is %(most)s characters."),
    "outline.full": N_(
        "This course is full: it holds %(most)s modules, lessons and quizzes, those in the bin included."
    ),
    "editor.too_long": N_("This text is too long: the limit is %(most)s characters."),
    "editor.day": N_("Enter a number of days after the start, from 0 to %(most)s."),
    "editor.minutes": N_("Enter a duration in whole minutes, from 1 to 600."),
    "quiz.whole_number": N_("Enter a whole number."),
    "quiz.too_many_sections": N_("A quiz has at most %(most)s sections."),
    "quiz.unequal_points": N_(
        "Papers won't all have the same total: questions of one pool are worth from %(least)s to %(most)s points."
    ),
    "quiz.short_window": N_(
        "In “%(cohort)s” this quiz is open for %(minutes)s minutes only: the limit of %(limit)s minutes is cut there."
    ),
    "bank.nothing_chosen": N_("Tick at least one question."),
    "bank.tag": N_(
        "A tag is made of small letters without accents, digits and hyphens, and begins with a letter."
    ),
    "bank.too_many_tags": N_("A question has at most %(most)s tags."),
    "bank.no_target": N_("Choose the quiz to move them to."),
    "bank.named_in_section": N_(
        "“%(id)s” is named in a section of its quiz: take it out of that section first."
    ),
    "bank.has_picture": N_(
        "“%(id)s” shows a picture of its module: add that picture to the other module, and write the question there."
    ),
    "questions.faults": N_("This is not a question yet: see what is wrong, line by line."),
    "questions.full": N_("This quiz is full: it holds %(most)s questions."),
    "questions.id_taken": N_("Another question of this course has the id “%(id)s”."),
    "questions.blank": N_("Give an answer to see what it would get."),
    "text.empty_field": N_("Write something here, in each language."),
    "sheet.goals_differ": N_("Write the same objectives in each language."),
    "sheet.hours": N_("Enter a number of hours, such as 35 or 3.5."),
    "media.choose": N_("Choose a file."),
    "media.alt_needed": N_("Say in words what the image shows, or tick that it is decorative."),
    "import.changed": N_(
        "The draft was changed while it was being compared with the files. Look at the plan again."
    ),
    "publish.faults": N_("The course can’t be published yet: something in it must be mended first."),
    "publish.changed": N_("The draft was changed while it was being checked. Look at the checklist again."),
    "outline.module_in_bin": N_("Its module is in the bin: bring that back first."),
}
SENTENCES: dict[str, str] = {
    **EDITOR,
    **FILES,
    **IMAGES,
    **TABLES,
    **VIDEOS,
    **COURSES,
    **EDITORIAL,
    **HINTS,
    **EXPORT,
}
