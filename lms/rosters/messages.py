"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "rosters.choose": N_("Choose a file, or paste a list."),
    "rosters.too_large": N_("This file is too large: %(most)s MB at most."),
    "rosters.too_many_rows": N_("This file has too many rows: %(most)s people at most. Cut it in two."),
    "rosters.too_many_columns": N_("This file has too many columns: %(most)s at most."),
    "rosters.not_a_table": N_(
        "This file can’t be read as a table. Save it as CSV or as an Excel workbook (.xlsx), and send that."
    ),
    "rosters.empty": N_("Nothing is written in this file."),
    "rosters.column_twice": N_("Two columns are said to hold the same thing: choose one of them."),
    "rosters.email_column_needed": N_("Say which column holds the e-mail addresses."),
    "rosters.name_column_needed": N_("Say which column holds the names, or the first names and surnames."),
    "rosters.email_needed": N_("There is no e-mail address: write one, or delete the row."),
    "rosters.bad_email": N_("“%(address)s” is no e-mail address: correct it."),
    "rosters.look_alike": N_(
        "“%(address)s” only looks like %(key)s: type the address again in plain letters."
    ),
    "rosters.twice": N_("%(address)s stands in row %(number)s already: keep one of the two."),
    "rosters.name_needed": N_("There is no name: write the name to print on the certificate."),
    "rosters.name_too_long": N_("The name is too long: %(most)s characters at most."),
    "rosters.employer_too_long": N_("The employer’s name is too long: %(most)s characters at most."),
    "rosters.reference_too_long": N_("The file number is too long: %(most)s characters at most."),
    "rosters.cell_too_long": N_("A cell is too long: %(most)s characters at most."),
    "rosters.bad_sign": N_("“%(text)s” holds an invisible sign: type it again."),
    "rosters.unprintable": N_("Our fonts can’t print “%(signs)s” in this name: write it without."),
    "rosters.unknown_language": N_(
        "“%(language)s” is no language of the platform: write fr or en, or nothing."
    ),
    "rosters.unknown_category": N_(
        "“%(text)s” is no category of trainee that this centre uses: write its name or its key, such as %(example)s, or nothing."
    ),
    "rosters.unknown_funding": N_(
        "“%(text)s” is no funding that this centre uses: write its name or its key, such as %(example)s, or nothing."
    ),
    "rosters.bad_birth": N_("“%(text)s” is no date: write it as 1990-12-31 or 31/12/1990."),
    "rosters.no_seats": N_(
        "This group has %(seats)s places, %(taken)s are taken, and the file would add %(more)s people: raise the number of places in the settings, or shorten the file."
    ),
    "rosters.changed": N_(
        "The group has changed since this page was shown. Nothing was done: look at what the file does now."
    ),
    "rosters.not_waiting": N_("This file was applied or set aside already."),
    "rosters.not_applied": N_("This file was not applied: there is nothing to undo."),
}
