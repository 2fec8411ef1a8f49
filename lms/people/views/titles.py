"""What a centre says that one of its staff is: their titles or qualities, which learners and the public read."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput
from lms.core.permissions import requires
from lms.core.web import current_person
from lms.people import access
from lms.people.forms import TitleForm
from lms.people.views import bp
from lms.people.views.people import ONE, person_page
from lms.training import services


@bp.post(f"{ONE}/title")
@requires(access.MANAGE)
def set_title(centre_id: int, user_id: int) -> ResponseReturnValue:
    """Say what they are; the page again, with what was typed, when it is too long."""
    actor = current_person()
    centre, member = access.member_for(actor, centre_id, user_id)
    form = TitleForm()
    try:
        form.validate_on_submit()
        with transaction():
            services.set_title(
                centre_id=centre.id,
                user_id=member.user_id,
                text=form.title.data or "",
                actor_id=actor.id,
                now=clock.now(),
            )
    except InvalidInput as error:
        form.refuse(error)
        return person_page(centre, member, title_form=form), 422
    flash(_("Saved."), "success")
    return redirect(url_for("people.person", centre_id=centre_id, user_id=user_id, _anchor="title"), 303)
