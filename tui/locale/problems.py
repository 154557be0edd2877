"""Problems told by the node, in the reader's language.

The node answers a stable code, an English sentence, a remedy and named parameters (RFC 9457 problem details);
it never translates. Here are the words for a person, per code. A code not listed falls back to the English.
"""

from collections.abc import Mapping
from typing import Final

from tui.locale.speech import N_, _

SENTENCES: Final[dict[str, str]] = {
    "not_signed_in": N_("This needs somebody who is signed in."),
    "session_ended": N_("You are no longer signed in: the session is over or was taken over at another window."),
    "session_locked": N_("The screen is locked."),
    "wrong_credentials": N_("Account, password and code do not go together, or the code was used before."),
    "wrong_pin": N_("That is not your PIN. Tries left: {left}."),
    "account_locked": N_("Too many failed sign-ins. Signing in is locked for {minutes} minutes."),
    "weak_password": N_("The password breaks the rule “{rule}”."),
    "grant_refused": N_("The grant breaks the rule “{rule}”."),
    "not_found": N_("There is no such thing here, or it is not yours to see."),
    "method_not_allowed": N_("This cannot be done at this address."),
    "not_allowed": N_("Your role does not carry this."),
    "no_role_now": N_("Account, password and code are right, but no role of yours counts at this time."),
    "sign_in_too_old": N_("This is done only right after signing in with password and code."),
    "account_taken": N_("Somebody has this account name already."),
    "idempotency_key_missing": N_("The request does not say which operation it is: Idempotency-Key must be a UUIDv7."),
    "operation_in_flight": N_("The same operation is being carried out right now."),
    "idempotency_key_reused": N_("This operation id belongs to another request."),
    "reply_expired": N_("This operation was carried out, and its answer is no longer kept."),
    "invalid_request": N_("Parts of the request are missing or wrong."),
    "media_type_refused": N_("The content must be sent as {wanted}."),
    "unreadable_request": N_("What came cannot be read as an HTTP request."),
    "signature_wrong": N_("The call-back is not signed with the key agreed with {system}."),
    "catalogue_outdated": N_("The catalogue of items has changed since this was begun."),
    "catalogue_day_past": N_("A catalogue takes effect today ({today}) or later."),
    "catalogue_unchanged": N_("This very catalogue holds on that day already, since {day}."),
    "catalogue_not_rehearsed": N_(
        "Nobody has rehearsed this catalogue against the one that holds until then ({against})."
    ),
    "catalogue_nothing_before": N_("No earlier catalogue holds, and none is planned."),
    "catalogue_faulty": N_("The catalogue has {count} faults."),
    "catalogue_unreadable": N_("What was sent are not the files of a catalogue."),
    "catalogue_version_differs": N_("The node makes another version of these files: {own}."),
    "not_taken_in_here": N_("A hall of this level may not take in {items}."),
    "decision_differs": N_("By the rules of the item {item} another decision is right: {own}."),
    "already_submitted": N_("This visit was handed over already."),
    "file_too_large": N_("The file is larger than {limit_mb} MB."),
    "picture_too_large": N_("The picture has more than {limit_megapixels} million dots."),
    "request_too_large": N_("The request is larger than the node takes."),
    "file_type_refused": N_("The file is damaged, or no PDF, JPEG or PNG."),
    "storage_full": N_("The node's disk is full. Nothing of this was kept, nothing before it is lost."),
    "storage_unavailable": N_("The node cannot reach its store right now. Nothing of this was kept."),
    "storage_damaged": N_("The node's data are damaged. Nothing of this was kept."),
    "printing_unavailable": N_("The node cannot typeset papers: the font {font} is missing."),
    "action_not_open": N_("“{action}” is not possible while the case is “{state}”."),
    "nothing_brought": N_("No paper was brought, no value put right, and no reason given."),
    "too_many_requests": N_("Too many requests from this place."),
    "request_timeout": N_("The request did not arrive completely in time."),
    "node_timeout": N_("The node did not finish in time. It may still have been done."),
    "internal": N_("Something went wrong inside the node. Its log names it by {correlation}."),
}
"""Problem code → what happened, marked with `N_`, naming its parameters in braces."""

REMEDIES: Final[dict[str, str]] = {
    "not_signed_in": N_("Sign in, then do it again."),
    "session_ended": N_("Sign in again. Nothing you typed is lost."),
    "session_locked": N_("Unlock it with your PIN."),
    "wrong_credentials": N_("Check the account, wait for a new code and try again."),
    "wrong_pin": N_("Try again, or sign in with password and code."),
    "account_locked": N_("It ends by itself: wait. A colleague can sign in here meanwhile."),
    "weak_password": N_("Choose a sentence of your own with at least 12 characters."),
    "no_role_now": N_("Ask the administrator: it may be over, taken back, or not begun by the clock of the node."),
    "sign_in_too_old": N_("Sign in once more, then do it again."),
    "account_taken": N_("Choose another."),
    "grant_refused": N_("Have it proposed or confirmed by another person."),
    "not_found": N_("Check the number. A case of another hall is asked for there."),
    "method_not_allowed": N_("Update the screen program."),
    "not_allowed": N_("Ask your supervisor if it should."),
    "idempotency_key_missing": N_("Update the screen program."),
    "operation_in_flight": N_("Wait a moment; the answer follows."),
    "idempotency_key_reused": N_("Do it again as a new operation."),
    "reply_expired": N_("Open the case to see what came of it."),
    "invalid_request": N_("Correct the parts named and send it again."),
    "media_type_refused": N_("Update the screen program."),
    "unreadable_request": N_("Check the address and whether the line is protected (https)."),
    "signature_wrong": N_("Sign the exact bytes of the body with the call-back key of this system."),
    "catalogue_outdated": N_("The screen takes the new catalogue; look through the items once more."),
    "catalogue_day_past": N_("Name another day."),
    "catalogue_unchanged": N_("Change something, or publish nothing."),
    "catalogue_not_rehearsed": N_("Rehearse it, or say why it is published without."),
    "catalogue_nothing_before": N_("Publish another one."),
    "catalogue_faulty": N_("Put right what is named there."),
    "catalogue_unreadable": N_("Send the folder once more; use the same version of the program as the node."),
    "catalogue_version_differs": N_("Use the same version of the program as the node."),
    "not_taken_in_here": N_("Leave it out of the visit, and tell the citizen which hall takes it in."),
    "decision_differs": N_("Look at the item again; what is missing is named there."),
    "already_submitted": N_("Open its receipt."),
    "file_too_large": N_("Scan with fewer dots per inch, or in parts."),
    "picture_too_large": N_("Scan with fewer dots per inch, or in parts."),
    "request_too_large": N_("Hand it over in parts."),
    "file_type_refused": N_("Scan the paper again as PDF."),
    "storage_full": N_("Go on at this screen; it keeps your draft. Tell the administrator."),
    "storage_unavailable": N_("Try again in a moment; it cannot be done twice."),
    "storage_damaged": N_("This screen keeps your draft; hand over nothing now. Tell the administrator at once."),
    "printing_unavailable": N_("Show the receipt on the screen; tell the administrator to install the font."),
    "action_not_open": N_("Open the case again to see what is."),
    "nothing_brought": N_("Say what was brought, or why the case is sent as it is."),
    "too_many_requests": N_("Wait a minute, then try again."),
    "request_timeout": N_("Check the line and send it again."),
    "node_timeout": N_("Send it again as the same operation; it cannot be done twice."),
    "internal": N_("Try once more; if it stays, tell the administrator this number."),
}
"""Problem code → what to do now, in the same form."""


def sentence(code: str, params: Mapping[str, object], fallback: str) -> str:
    """What happened; never raises, whatever a newer or older node may send."""
    return _filled(SENTENCES.get(code), params, fallback)


def remedy(code: str, params: Mapping[str, object], fallback: str) -> str:
    """What the operator can do about it."""
    return _filled(REMEDIES.get(code), params, fallback)


def _filled(template: str | None, params: Mapping[str, object], fallback: str) -> str:
    if template is None:
        return fallback
    try:
        return _(template).format_map(params)
    except (KeyError, IndexError, ValueError, AttributeError):
        return fallback
