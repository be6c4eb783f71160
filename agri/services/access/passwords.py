"""Password rules: minimum length, not the account's name, not one that is easily guessed."""

from agri.errors import Fault, Invalid

SHORTEST_PASSWORD = 10
_LONGEST_JUDGED = 72  # what the judge reads; what follows only makes it harder to guess
_GOOD = 3  # of the judge's 0 to 4: a hundred million tries at least
# Words that everybody who guesses here knows, the demo's printed password among them.
_KNOWN_HERE = ("agri-demo-2019", "agri", "demo", "woaini", "1314", "520", "zhengzhou", "nongye", "henan")


def require_good_password(password: str, name: str, *, pointer: str = "/password") -> None:
    """Refuse a password that is short, holds the account's name or is easily guessed.

    Raises
    ------
    Invalid
        With the pointer of the field.
    """
    if len(password) < SHORTEST_PASSWORD or name in password:
        raise _weak(
            pointer,
            f"take at least {SHORTEST_PASSWORD} characters, without the account's name in it",
            f"密码至少 {SHORTEST_PASSWORD} 个字符，且不含账号",
        )
    if not password.strip() or _score(password, name) < _GOOD:
        raise _weak(
            pointer,
            "this password is among the first that are guessed; take several unrelated words",
            "此密码太常见，容易被猜中；请改用几个互不相关的词或更不规则的组合",
        )


def _score(password: str, name: str) -> int:
    from zxcvbn import zxcvbn  # its lists take a fifth of a second to load

    judged = zxcvbn(password[:_LONGEST_JUDGED], user_inputs=[name, *_KNOWN_HERE])
    score: int = judged["score"]
    return score


def _weak(pointer: str, detail: str, detail_zh: str) -> Invalid:
    return Invalid(detail, detail_zh, (Fault(pointer, "weak-password", detail, detail_zh),))
