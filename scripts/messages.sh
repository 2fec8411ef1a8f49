#!/bin/sh
# Collect the interface's strings, and bring the French catalogue up to date. Translate what is empty, then commit.
set -e
pybabel -q extract -F babel.cfg -k N_ -k lazy_gettext --no-location --sort-output --omit-header -o messages.pot lms
pybabel -q update --no-fuzzy-matching --omit-header --ignore-pot-creation-date --update-header-comment -i messages.pot -d lms/translations -l fr
rm messages.pot
grep -c 'msgstr ""' lms/translations/fr/LC_MESSAGES/messages.po || true
pybabel -q compile -d lms/translations
