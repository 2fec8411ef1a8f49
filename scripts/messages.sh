#!/bin/sh
# Collect the interface's strings, bring the French catalogue up to date, and compile it. Run it again once what it
# counts is translated; commit messages.po and messages.mo together.
set -e
cd "$(dirname "$0")/.."
template=$(mktemp)
trap 'rm -f "$template"' EXIT
catalogue=lms/translations/fr/LC_MESSAGES/messages.po

pybabel -q extract -F babel.cfg -k N_ -k _l -k lazy_gettext --no-location --sort-output --project Tremplin -o "$template" lms
if [ -f "$catalogue" ]; then
    pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -w 100 -i "$template" -d lms/translations -l fr
else
    pybabel -q init -w 100 -i "$template" -d lms/translations -l fr
fi
# A fixed header: running this twice changes nothing, and only sentences make a difference between two versions.
sed -e '1,/^msgid/{/^#/d;}' -e 's/^"Project-Id-Version: .*/"Project-Id-Version: Tremplin\\n"/' \
    -e '/^"Report-Msgid-Bugs-To:/d' -e '/^"Last-Translator:/d' -e '/^"Language-Team:/d' \
    -e 's/^"\(P[A-Z-]*-[A-Z][a-z]*-Date\): .*/"\1: 2026-11-22 12:00+0000\\n"/' "$catalogue" > "$template"
cat "$template" > "$catalogue"
pybabel compile --statistics -d lms/translations -l fr
