"""The tables of people: accounts, classes, who is in them and what they follow."""

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base

# Said of each column that names an account, and read by people.erasure: whether the row is erased
# with that person, or only mentions somebody who did something.
GOES_WITH = {"erased": True}
MENTIONS = {"erased": False}


class Account(Base):
    """One person who can sign in."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)  # folded: see people.rules.fold_username
    full_name: Mapped[str]
    role: Mapped[str]  # student, instructor, administrator
    password_hash: Mapped[str]
    has_pin: Mapped[bool] = mapped_column(default=False)
    must_change: Mapped[bool] = mapped_column(default=False)
    lang: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    session_key: Mapped[str]  # changing it signs the person out everywhere
    version: Mapped[int] = mapped_column(default=1)  # grows when what her pages show changes
    created_ms: Mapped[int] = mapped_column(BigInteger)
    erased_ms: Mapped[int | None] = mapped_column(BigInteger)  # since when nothing else is kept
    identifier: Mapped[str | None]  # what another system calls her
    # The account that took over what this one had: two were one person's. Nobody signs in here.
    merged_into: Mapped[int | None] = mapped_column(info=MENTIONS)
    # The list that made her (RosterImport.id), until she signed in or her card was noted: so long
    # nobody has her PIN, and another one takes it from nobody.
    card_of: Mapped[int | None]

    __table_args__ = (Index("account_identifier", "identifier", unique=True),)

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        return f"{self.id}:{self.session_key}"

    @property
    def teaches(self) -> bool:
        """Whether she may see what instructors see."""
        return self.role != "student"

    @property
    def is_administrator(self) -> bool:
        return self.role == "administrator"


class SchoolClass(Base):
    """Instructors, students and the courses they follow."""

    __tablename__ = "school_class"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    open_enrolment: Mapped[bool] = mapped_column(default=False)
    created_ms: Mapped[int] = mapped_column(BigInteger)
    identifier: Mapped[str | None]  # what another system calls it

    __table_args__ = (Index("school_class_identifier", "identifier", unique=True),)


class ClassMember(Base):
    """An account's place in a class, as a student or as an instructor."""

    __tablename__ = "class_member"

    class_id: Mapped[int] = mapped_column(ForeignKey("school_class.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, info=GOES_WITH
    )
    role: Mapped[str]
    joined_ms: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (Index("class_member_account", "account_id"),)


class ClassCourse(Base):
    """A course that a class follows."""

    __tablename__ = "class_course"

    class_id: Mapped[int] = mapped_column(ForeignKey("school_class.id"), primary_key=True)
    course_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(default=0)


class Guess(Base):
    """Failed guesses at one secret: an account's password, the set-up code, class codes."""

    __tablename__ = "guess"

    target: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_ms: Mapped[int] = mapped_column(BigInteger)


class ConsentRow(Base):
    """That a person agreed to let her progress leave the school, who said so, and when.

    It stays when she withdraws, with when and by whom that was.
    """

    __tablename__ = "consent"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, info=GOES_WITH
    )
    given_ms: Mapped[int] = mapped_column(BigInteger)
    given_by: Mapped[int]  # account id: her own, or the instructor's
    way: Mapped[str]  # self, class
    # How her instructor knows: "paper", "guardian" (who signed for her), "spoken"; "" by herself.
    proof: Mapped[str] = mapped_column(default="")
    said_on: Mapped[str | None]  # the day that stands on the paper, as ISO 8601
    withdrawn_ms: Mapped[int | None] = mapped_column(BigInteger)
    withdrawn_by: Mapped[int | None]  # account id


class ErasureRow(Base):
    """A pseudonym whose records were erased, here or elsewhere; kept for ever."""

    __tablename__ = "erasure"

    pseudonym: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    erased_ms: Mapped[int] = mapped_column(BigInteger)
    erased_by: Mapped[int | None]  # account id; None where the centre told of it


class RosterImport(Base):
    """A list of people that somebody sent: kept until it was made true, then only what came of it.

    States: looked (nothing is changed yet), applying, done.
    """

    __tablename__ = "roster_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    by: Mapped[int] = mapped_column(ForeignKey("account.id"), info=GOES_WITH)
    class_id: Mapped[int | None]  # an instructor's list for her class; None: for the whole school
    file_name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)  # zlib-packed; empty once it is done
    school: Mapped[str] = mapped_column(default="")  # which one of a file about several
    complete: Mapped[bool] = mapped_column(default=False)  # who is not in it goes
    courses: Mapped[str] = mapped_column(default="[]")  # JSON list, for the classes that it makes
    state: Mapped[str]
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    told: Mapped[str] = mapped_column(default="{}")  # JSON: how many of each kind of change
    made_ms: Mapped[int] = mapped_column(BigInteger)
