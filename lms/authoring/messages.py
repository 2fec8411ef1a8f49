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
    "image.unreadable": N_("This file is not a %(format)s image, whatever its name says."),
    "image.too_many_pixels": N_("This image is too large: the limit is %(limit)s million pixels."),
    "image.place": N_("This photo says where it was taken. Remove its location data."),
    "svg.syntax": N_("This is not a valid SVG file: %(detail)s."),
    "svg.doctype": N_("Remove the document type (<!DOCTYPE …>) from this SVG file."),
    "svg.instruction": N_("Remove the processing instruction (<?…?>) from this SVG file."),
    "svg.too_complex": N_("This drawing has too many elements."),
    "svg.element": N_("The element <%(name)s> is not accepted in an SVG file."),
    "svg.attribute": N_("The attribute “%(name)s” is not accepted in an SVG file."),
    "svg.reference": N_("An SVG file may refer only to its own parts, not to “%(name)s”."),
    "svg.style": N_("This style is not accepted in an SVG file."),
}
COURSES = {
    "text.missing_translation": N_("The text in the language “%(language)s” is missing."),
    "text.unknown_language": N_("The language “%(language)s” is not one of the course's languages."),
    "text.empty": N_("The text in the language “%(language)s” is empty."),
    "id.repeated": N_("The id “%(id)s” is already used (%(first)s)."),
    "course.repeated_module": N_("The module “%(folder)s” is listed twice."),
    "course.repeated_language": N_("The language “%(language)s” is listed twice."),
    "item.kind": N_("An item is either a lesson or a quiz: write “lesson: id” or “quiz: id”."),
    "item.reserved": N_("An item can't have the id “%(id)s”: its file would be the module's own."),
    "lesson.no_front_matter": N_("A lesson begins with its title between two lines of three hyphens (---)."),
    "lesson.empty": N_("This lesson has no text."),
    "check.inside": N_("A self-check can't stand inside a list or a quote."),
    "check.missing": N_(
        "The self-check “%(id)s” is missing here or in %(first)s: every language asks the same ones."
    ),
    "quiz.other_id": N_("The id must be that of the file: “%(expected)s”."),
    "quiz.unknown_preset": N_("There is no preset “%(preset)s”. Choose one of: %(presets)s."),
    "objective.unknown": N_("No module has the objective “%(id)s”."),
    "requires.unknown": N_("There is no module or item “%(id)s”."),
    "requires.circle": N_("These wait for each other and could never be opened: %(chain)s."),
}
EXPORT = {
    "export.not_empty": N_(
        "The folder “%(folder)s” holds other files. Choose an empty one, or one that holds the course “%(id)s”."
    ),
    "export.not_a_folder": N_("“%(folder)s” is a file, not a folder."),
    "export.name": N_("“%(name)s” can't be the name of a file."),
    "export.link": N_("“%(name)s” is a link there: nothing is written through it."),
}
SENTENCES: dict[str, str] = {**FILES, **IMAGES, **COURSES, **EXPORT}
