"""The coach: guides, search and model together, loaded in the background, and what they do for a person."""

import logging
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from coach import prompts
from coach.cancel import Cancel
from coach.config import EMBEDDER, Settings
from coach.errors import CoachError
from coach.grading.grader import Grader, Grading
from coach.grading.rubric import rubric
from coach.grading.types import Assessment
from coach.guides.library import Library, load_library
from coach.guides.types import Guide, Question
from coach.index.search import Index
from coach.index.types import Embedder
from coach.interview.answers import checked, language_notice, readable
from coach.interview.explain import Explained, Source, explain, find_sources
from coach.interview.follow_up import follow_ups
from coach.interview.loading import Loading
from coach.interview.rephrasing import rephrase
from coach.interview.review import Found, find_question
from coach.interview.revision import Revision, revise
from coach.interview.types import FollowUpQuestion, Turn
from coach.llm.types import LanguageModel

log = logging.getLogger(__name__)

FOLLOW_UPS = 3  # proposed after a review; an interview asks for one
MAX_QUERY_CHARACTERS = 1_000  # a question about a concept, with room to spare


@dataclass(frozen=True, slots=True)
class Search:
    """The guides, searchable."""

    index: Index
    embedder: Embedder
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known before the first sentence: the sources, none of them when the guides hold nothing on it."""

    query: str
    sources: tuple[Source, ...]

    @property
    def declined(self) -> bool:
        """Whether there is nothing to explain from."""
        return not self.sources


class Coach:
    """Everything that the page and the terminal offer. Reads the guides at once; the rest loads when `start` or a first use asks for it."""

    def __init__(self, settings: Settings) -> None:
        """Raises CoachError when there are no guides."""
        self.settings = settings
        self.library: Library = load_library(settings.content_path)
        self.search: Loading[Search] = Loading("Search", self._load_search)
        self.model: Loading[LanguageModel] = Loading("Model", self._load_model)
        self._grader: Grader | None = None
        self._making_grader = threading.Lock()

    def start(self, *, read_ahead: bool = False) -> None:
        """Load search and model in the background; `read_ahead` has the model read what all gradings share, once it is there."""
        self.search.start()
        self.model.start()
        if read_ahead:
            threading.Thread(target=self._read_ahead, name="read ahead", daemon=True).start()

    def retry(self, settings: Settings) -> None:
        """Load once more what failed to load, as these settings say; what is loaded or loading stays as it is: somebody may be at work with it."""
        if self.search.progress.error:
            self.search = Loading("Search", self._load_search)
        if self.model.progress.error:
            self.settings = settings
            self.model = Loading("Model", self._load_model)
        self.start()

    def grader(self, cancel: Cancel | None = None) -> Grader:
        """The one grader, which remembers what it has measured, once everything is loaded. Raises Stopped."""
        embedder, model = self.search.wait(cancel).embedder, self.model.wait(cancel)
        with self._making_grader:
            self._grader = self._grader or Grader(embedder, model)
            return self._grader

    def guide_of(self, question: Question) -> Guide:
        """The guide that a question is from."""
        return self.library.guide(question.guide_id)

    def prepare(self, question: Question, cancel: Cancel) -> None:
        """Do ahead, while the candidate thinks, what grading an answer will need. Raises Stopped."""
        self.grader(cancel).prepare(question, cancel)

    def grade(self, question: Question, answer: str, cancel: Cancel | None = None) -> Iterator[Grading]:
        """The grading as it proceeds. Raises CoachError for an answer that can't be judged, or a question without a model answer."""
        answer = checked(answer)
        if not rubric(question):
            path = self.guide_of(question).path
            raise CoachError(f"{path}:{question.line}: the guide gives no model answer to this question, so there is nothing to judge by; add one.")
        return self.grader(cancel).grade(question, answer, cancel)

    def grade_follow_up(self, before: Assessment, asked: str, text: str, cancel: Cancel | None = None) -> Iterator[Grading]:
        """The grading of the answer to the follow-up `asked`, together with the answer before. Raises CoachError for an answer that can't be judged."""
        return self.grader(cancel).grade_follow_up(before, asked, checked(text), cancel)

    def notices(self, question: Question, answer: str) -> list[str]:
        """What the candidate should know about an odd answer: another language, an answer to another question."""
        answer = checked(answer)
        found = [language_notice(answer)]
        other = self.find_question(answer)
        if other.question is not None and other.question.id != question.id and other.is_clear:
            found.append(f"This seems to answer another question: “{other.question.text}”")
        return [notice for notice in found if notice]

    def revise(self, assessment: Assessment, cancel: Cancel | None = None) -> Iterator[Revision]:
        """An improved version of the answer as it grows; nothing where there is nothing to improve, or to improve on."""
        return revise(assessment, self.search.wait(cancel).embedder, self.model.wait(cancel), cancel)

    def follow_ups(self, turn: Turn, cancel: Cancel | None = None, *, count: int = FOLLOW_UPS, avoiding: Collection[str] = ()) -> list[FollowUpQuestion]:
        """What an interviewer would ask next, the best question first: `count` at most, none of the texts in `avoiding`. Raises Stopped."""
        return list(islice(follow_ups(turn, self.search.wait(cancel).embedder, self.model.wait(cancel), cancel, avoiding), count))

    def rephrase(self, question: Question, cancel: Cancel | None = None) -> str | None:
        """The question in simpler words, None where the model's words do not pass. Raises Stopped."""
        return rephrase(question, self.search.wait(cancel).embedder, self.model.wait(cancel), cancel)

    def find_question(self, answer: str, question_text: str | None = None, cancel: Cancel | None = None) -> Found:
        """The question that was meant by its text, or else the one that an answer seems to be to. Raises CoachError for an overlong question."""
        asked = _short(question_text, "question") if question_text is not None else None
        return find_question(self.library, self.search.wait(cancel).index, answer, asked or None)

    def look_up(self, query: str, cancel: Cancel | None = None) -> Explanation:
        """The sources for an explanation. Raises CoachError for an empty or overlong query."""
        query = _short(query, "text to explain")
        if not query:
            raise CoachError("There is nothing to explain: write a concept or a question.")
        return Explanation(query, tuple(find_sources(query, self.library, self.search.wait(cancel).index)))

    def explain(self, explanation: Explanation, cancel: Cancel | None = None) -> Iterator[Explained]:
        """The explanation's sentences as they are written."""
        return explain(explanation.query, explanation.sources, self.search.wait(cancel).embedder, self.model.wait(cancel), cancel)

    def _read_ahead(self) -> None:
        try:
            self.model.wait().prefill(prompts.holistic("", ""))
        except CoachError as error:  # the status line shows why loading failed
            log.info("not read ahead: %s", error)

    def _load_search(self, report: Callable[[str, float | None], None]) -> Search:
        from coach.index.build import open_index
        from coach.index.embedder import SentenceEmbedder
        from coach.models.verify import locate

        embedder = SentenceEmbedder(locate(EMBEDDER, self.settings.models_path))
        opened = open_index(
            self.library,
            embedder,
            self.settings.index_path,
            self.settings.content_path,
            report=lambda progress: report(progress.message, progress.share),
        )
        return Search(opened.index, embedder, tuple(opened.notices))

    def _load_model(self, report: Callable[[str, float | None], None]) -> LanguageModel:
        from coach.llm import open_model

        return open_model(self.settings, lambda share: report("loading", share))


def _short(text: str, what: str) -> str:
    """The text, readable. Raises CoachError when it is overlong."""
    text = readable(text)
    if len(text) > MAX_QUERY_CHARACTERS:
        raise CoachError(f"The {what} has {len(text):,} characters and the coach reads up to {MAX_QUERY_CHARACTERS:,}; shorten it.")
    return text
