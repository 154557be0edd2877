"""Every problem the node can tell, by its stable code. `{name}` in a sentence is filled from the params."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = ["KNOWN_PROBLEMS", "KnownProblem"]


@dataclass(frozen=True)
class KnownProblem:
    """Status, what happened, and what the person at the screen can do now."""

    status: int
    title: str
    detail: str
    remedy: str
    retry_after: int | None = None  # seconds


KNOWN_PROBLEMS: Final[Mapping[str, KnownProblem]] = MappingProxyType(
    {
        "not_signed_in": KnownProblem(
            401, "Not signed in", "This needs somebody who is signed in.", "Sign in, then do it again."
        ),
        "session_ended": KnownProblem(
            401,
            "Session ended",
            "You are no longer signed in: the session is over or was taken over at another window.",
            "Sign in again. Nothing you typed is lost.",
        ),
        "session_locked": KnownProblem(423, "Screen locked", "The screen is locked.", "Unlock it with your PIN."),
        "wrong_credentials": KnownProblem(
            401,
            "Sign-in refused",
            "Account, password and code do not go together, or the code was used before.",
            "Check the account, wait for a new code and try again.",
        ),
        "wrong_pin": KnownProblem(
            401,
            "Wrong PIN",
            "That is not your PIN. Tries left: {left}.",
            "Try again, or sign in with password and code.",
        ),
        "account_locked": KnownProblem(
            429,
            "Sign-in locked",
            "Too many failed sign-ins. Signing in is locked for {minutes} minutes.",
            "It ends by itself: wait. A colleague can sign in here meanwhile.",
        ),
        "weak_password": KnownProblem(
            422,
            "Password too weak",
            "The password breaks the rule “{rule}”.",
            "Choose a sentence of your own with at least 12 characters.",
        ),
        "grant_refused": KnownProblem(
            409,
            "Grant refused",
            "The grant breaks the rule “{rule}”.",
            "Have it proposed or confirmed by another person.",
        ),
        "not_found": KnownProblem(
            404,
            "Not found",
            "There is no such thing here, or it is not yours to see.",
            "Check the number. A case of another hall is asked for there.",
        ),
        "method_not_allowed": KnownProblem(
            405, "Not possible here", "This cannot be done at this address.", "Update the screen program."
        ),
        "not_allowed": KnownProblem(
            403, "Not allowed", "Your role does not carry this.", "Ask your supervisor if it should."
        ),
        "no_role_now": KnownProblem(
            403,
            "No role now",
            "Account, password and code are right, but no role of yours counts at this time.",
            "Ask the administrator: it may be over, taken back, or not begun by the clock of the node.",
        ),
        "sign_in_too_old": KnownProblem(
            403,
            "Sign in anew",
            "This is done only right after signing in with password and code.",
            "Sign in once more, then do it again.",
        ),
        "account_taken": KnownProblem(
            409, "Account name taken", "Somebody has this account name already.", "Choose another."
        ),
        "idempotency_key_missing": KnownProblem(
            400,
            "Operation id missing",
            "The request does not say which operation it is: Idempotency-Key must be a UUIDv7.",
            "Update the screen program.",
        ),
        "operation_in_flight": KnownProblem(
            409,
            "Still being done",
            "The same operation is being carried out right now.",
            "Wait a moment; the answer follows.",
            retry_after=1,
        ),
        "idempotency_key_reused": KnownProblem(
            422,
            "Operation id used before",
            "This operation id belongs to another request.",
            "Do it again as a new operation.",
        ),
        "reply_expired": KnownProblem(
            410,
            "Done long ago",
            "This operation was carried out, and its answer is no longer kept.",
            "Open the case to see what came of it.",
        ),
        "invalid_request": KnownProblem(
            422,
            "Request not understood",
            "Parts of the request are missing or wrong.",
            "Correct the parts named and send it again.",
        ),
        "media_type_refused": KnownProblem(
            415, "Wrong media type", "The content must be sent as {wanted}.", "Update the screen program."
        ),
        "unreadable_request": KnownProblem(
            400,
            "Not a request",
            "What came cannot be read as an HTTP request.",
            "Check the address and whether the line is protected (https).",
        ),
        "signature_wrong": KnownProblem(
            403,
            "Signature wrong",
            "The call-back is not signed with the key agreed with {system}.",
            "Sign the exact bytes of the body with the call-back key of this system.",
        ),
        "catalogue_outdated": KnownProblem(
            409,
            "Catalogue changed",
            "The catalogue of items has changed since this was begun.",
            "The screen takes the new catalogue; look through the items once more.",
        ),
        "catalogue_day_past": KnownProblem(
            422, "Day is over", "A catalogue takes effect today ({today}) or later.", "Name another day."
        ),
        "catalogue_unchanged": KnownProblem(
            409,
            "Nothing new",
            "This very catalogue holds on that day already, since {day}.",
            "Change something, or publish nothing.",
        ),
        "catalogue_not_rehearsed": KnownProblem(
            409,
            "Not rehearsed",
            "Nobody has rehearsed this catalogue against the one that holds until then ({against}).",
            "Rehearse it, or say why it is published without.",
        ),
        "catalogue_nothing_before": KnownProblem(
            409, "Nothing to go back to", "No earlier catalogue holds, and none is planned.", "Publish another one."
        ),
        "catalogue_faulty": KnownProblem(
            422, "Catalogue has faults", "The catalogue has {count} faults.", "Put right what is named there."
        ),
        "catalogue_unreadable": KnownProblem(
            422,
            "Not a catalogue",
            "What was sent are not the files of a catalogue.",
            "Send the folder once more; use the same version of the program as the node.",
        ),
        "catalogue_version_differs": KnownProblem(
            409,
            "Another version",
            "The node makes another version of these files: {own}.",
            "Use the same version of the program as the node.",
        ),
        "not_taken_in_here": KnownProblem(
            409,
            "Not taken in here",
            "A hall of this level may not take in {items}.",
            "Leave it out of the visit, and tell the citizen which hall takes it in.",
        ),
        "decision_differs": KnownProblem(
            409,
            "Another decision",
            "By the rules of the item {item} another decision is right: {own}.",
            "Look at the item again; what is missing is named there.",
        ),
        "already_submitted": KnownProblem(
            409, "Handed over before", "This visit was handed over already.", "Open its receipt."
        ),
        "file_too_large": KnownProblem(
            413,
            "File too large",
            "The file is larger than {limit_mb} MB.",
            "Scan with fewer dots per inch, or in parts.",
        ),
        "picture_too_large": KnownProblem(
            413,
            "Picture too large",
            "The picture has more than {limit_megapixels} million dots.",
            "Scan with fewer dots per inch, or in parts.",
        ),
        "request_too_large": KnownProblem(
            413, "Request too large", "The request is larger than the node takes.", "Hand it over in parts."
        ),
        "file_type_refused": KnownProblem(
            415,
            "Kind of file not taken",
            "The file is damaged, or no PDF, JPEG or PNG.",
            "Scan the paper again as PDF.",
        ),
        "storage_full": KnownProblem(
            507,
            "No room left",
            "The node's disk is full. Nothing of this was kept, nothing before it is lost.",
            "Go on at this screen; it keeps your draft. Tell the administrator.",
            retry_after=30,
        ),
        "storage_unavailable": KnownProblem(
            503,
            "Store not available",
            "The node cannot reach its store right now. Nothing of this was kept.",
            "Try again in a moment; it cannot be done twice.",
            retry_after=2,
        ),
        "storage_damaged": KnownProblem(
            503,
            "Store damaged",
            "The node's data are damaged. Nothing of this was kept.",
            "This screen keeps your draft; hand over nothing now. Tell the administrator at once.",
        ),
        "printing_unavailable": KnownProblem(
            503,
            "Paper cannot be made",
            "The node cannot typeset papers: the font {font} is missing.",
            "Show the receipt on the screen; tell the administrator to install the font.",
        ),
        "action_not_open": KnownProblem(
            409,
            "Not possible now",
            "“{action}” is not possible while the case is “{state}”.",
            "Open the case again to see what is.",
        ),
        "nothing_brought": KnownProblem(
            422,
            "Nothing brought",
            "No paper was brought, no value put right, and no reason given.",
            "Say what was brought, or why the case is sent as it is.",
        ),
        "too_many_requests": KnownProblem(
            429, "Too fast", "Too many requests from this place.", "Wait a minute, then try again.", retry_after=60
        ),
        "request_timeout": KnownProblem(
            408, "Too slow", "The request did not arrive completely in time.", "Check the line and send it again."
        ),
        "node_timeout": KnownProblem(
            503,
            "No answer in time",
            "The node did not finish in time. It may still have been done.",
            "Send it again as the same operation; it cannot be done twice.",
            retry_after=2,
        ),
        "internal": KnownProblem(
            500,
            "Fault in the node",
            "Something went wrong inside the node. Its log names it by {correlation}.",
            "Try once more; if it stays, tell the administrator this number.",
        ),
    }
)
