"""One English sentence per reason code of this feature; the catalogues translate them."""

from lms.core.reasons import N_

SENTENCES: dict[str, str] = {
    "centres.bad_slug": N_(
        "A centre's short name starts with a letter and holds small letters, digits and hyphens."
    ),
    "centres.slug_taken": N_("Another centre already uses this short name."),
    "centres.bad_time_factor": N_("Time can be multiplied by 1 to 5."),
    "centres.bad_amount": N_("Enter a whole number from 0 to %(most)s."),
    "centres.bad_siret": N_("This is no SIREN (9 digits) or SIRET (14 digits): check it digit by digit."),
    "centres.bad_activity_number": N_(
        "A number of activity declaration has 11 characters, such as 84 26 01234 56."
    ),
    "centres.bad_naf": N_("A NAF code is four digits and a letter, such as 8559A."),
    "centres.bad_setting": N_("Enter a whole number from %(least)s to %(most)s."),
    "centres.bad_colour": N_("Write a colour as # and six digits or letters from A to F, such as #1F4FD8."),
    "centres.no_light_colour": N_("Choose the colour of light pages first."),
    "centres.faint_on_light": N_(
        "This colour is too pale to be read on light pages. The nearest that can be read is %(nearest)s."
    ),
    "centres.faint_on_dark": N_(
        "This colour is too dark to be read on dark pages. The nearest that can be read is %(nearest)s."
    ),
    "centres.no_logo": N_("Choose a picture first."),
    "centres.bad_logo_type": N_("A logo is a PNG, JPEG or SVG picture."),
    "centres.bad_picture_type": N_("A stamp or a signature is a PNG or JPEG picture."),
    "centres.picture_too_big": N_("A picture of a stamp or a signature is at most %(most)s KB."),
    "centres.unreadable_picture": N_("This picture is damaged: save it again and choose the new file."),
    "centres.label_too_long": N_("A label is at most %(most)s characters long."),
    "centres.label_taken": N_("Another line of this list bears this label: choose one that differs."),
    "centres.not_officer": N_("Only the accessibility officer of the centre may read this."),
    "centres.not_on_staff": N_("Choose one of the managers or instructors of the whole centre."),
    "centres.logo_too_big": N_("A logo is at most %(most)s KB."),
}
