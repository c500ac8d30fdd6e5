"""Streams and durable consumers of the bus, declared once; `provision` makes the server match."""

from dataclasses import dataclass

from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy, RetentionPolicy, StorageType, StreamConfig

from shared.bus import subjects
from shared.contracts import intake, interruptions, joint_review, materials, review_calls, review_records, routing, transfers
from shared.contracts.base import Event
from shared.contracts.departments import VERBS
from shared.contracts.review_answers import ANSWERS

UNGUARDED_WINDOW = 0.1  # the least there is: ids that departments choose must not silence one another; we tell repeats
ACK_WAIT = 10.0  # seconds until the server gives an unsettled message to another replica; early is safe, only wasteful
DEPARTMENT_ACK_WAIT = 60.0  # seconds a department system may take to keep a task and acknowledge it
DUPLICATE_WINDOW = 120.0  # seconds in which JetStream drops a repeated message id; the sweeper stays well within

EVENTS, TASKS, REPLIES, TRANSFERS, TIMERS, DEAD = "EVENTS", "TASKS", "REPLIES", "TRANSFERS", "TIMERS", "DEAD"

STREAMS: dict[str, tuple[str, ...]] = {
    EVENTS: ("evt.>", "retry.events.*"),
    TASKS: ("task.>",),
    REPLIES: ("dept.>", "retry.replies.*"),
    TRANSFERS: ("xfer.>", "retry.transfers.*"),
    TIMERS: ("timer.>", "due.>", "retry.timers.*"),
    DEAD: ("dead.>",),
}


FAMILIES = {"evt": EVENTS, "task": TASKS, "dept": REPLIES, "xfer": TRANSFERS, "timer": TIMERS, "due": TIMERS, "dead": DEAD}


def stream_of(subject: str) -> str:
    """The stream that keeps a subject."""
    family, _, rest = subject.partition(".")
    return rest.partition(".")[0].upper() if family == "retry" else FAMILIES[family]


def stream_config(name: str, replicas: int = 1) -> StreamConfig:
    """The configuration of one stream. Nothing expires by itself: an operator who wants that sets it."""
    timers = name == TIMERS
    return StreamConfig(
        name=name,
        subjects=list(STREAMS[name]),
        storage=StorageType.FILE,
        num_replicas=replicas,
        duplicate_window=UNGUARDED_WINDOW if name == REPLIES else DUPLICATE_WINDOW,
        # A due alarm is gone once it is handled; the waiting ones have no consumer and stay.
        retention=RetentionPolicy.WORK_QUEUE if timers else RetentionPolicy.LIMITS,
        allow_msg_schedules=timers or None,
        allow_direct=True,
    )


@dataclass(frozen=True, slots=True)
class Consumer:
    """A durable pull consumer `<service>-<handler>`, shared by all replicas of the service."""

    service: str
    handler: str
    stream: str
    filters: tuple[str, ...]

    @property
    def durable(self) -> str:
        """Name of the consumer on the server."""
        return f"{self.service}-{self.handler}"

    @property
    def subjects(self) -> tuple[str, ...]:
        """What it reads, and the address under which a parked message comes back to it alone."""
        return (*self.filters, subjects.retry(self.stream, self.durable))

    def config(self) -> ConsumerConfig:
        """Redelivery has no limit on the server: the discipline parks before one is needed."""
        return _pull(self.durable, self.subjects, ACK_WAIT)


def department_durable(region: str, department: str) -> str:
    """Name of a department's own consumer on TASKS."""
    return f"dept-{region}-{department}"


def department_config(region: str, department: str) -> ConsumerConfig:
    """A department's consumer: its own tasks and nothing else; it can't change the filter."""
    return _pull(department_durable(region, department), (f"task.{region}.{department}.>",), DEPARTMENT_ACK_WAIT)


def desk_durable(centre: str) -> str:
    """Name of a centre's own consumer on TRANSFERS."""
    return f"desk-{centre}"


def desk_config(centre: str) -> ConsumerConfig:
    """The mail of a centre's desk (转办件), for the centre's own window system."""
    return _pull(desk_durable(centre), (f"xfer.{centre}.*",), DEPARTMENT_ACK_WAIT)


def _pull(durable: str, filters: tuple[str, ...], ack_wait: float) -> ConsumerConfig:
    return ConsumerConfig(
        name=durable,
        durable_name=durable,
        filter_subjects=list(filters),
        ack_policy=AckPolicy.EXPLICIT,
        deliver_policy=DeliverPolicy.ALL,
        ack_wait=ack_wait,
        max_deliver=-1,
        max_ack_pending=4096,
    )


def _facts(*kinds: type[Event]) -> tuple[str, ...]:
    return tuple(subjects.events(kind) for kind in kinds)


CONSUMERS: dict[str, Consumer] = {
    consumer.durable: consumer
    for consumer in (
        Consumer(
            "intake",
            "on-route-news",
            EVENTS,
            _facts(
                routing.CaseRouted,
                routing.TaskAssigned,
                routing.CorrectionRequested,
                routing.DeadlineLit,
                routing.ItemApproved,
                routing.ItemRefused,
                routing.ItemNotHandled,
                routing.ItemRecalled,
                routing.ItemRevoked,
                transfers.TransferAccepted,
                routing.CaseDecided,
            ),
        ),
        Consumer(
            "routing",
            "on-case-news",
            EVENTS,
            _facts(
                intake.CaseAccepted,
                intake.CorrectionSubmitted,
                intake.FileAttached,
                intake.ItemsAdded,
                materials.PromiseMade,
                materials.PromiseKept,
                materials.PromiseBroken,
                interruptions.CaseSuspended,
                interruptions.CaseResumed,
                interruptions.CaseTerminated,
                interruptions.ItemsWithdrawn,
                intake.CaseCompleted,
                intake.CaseClosed,
            ),
        ),
        Consumer(
            "routing",
            "on-review-news",
            EVENTS,
            _facts(
                joint_review.ReviewConcluded,
                joint_review.ReviewCancelled,
                joint_review.ReviewClosed,
                review_records.ResolutionOverdue,
                review_records.ResolutionDone,
                review_records.ResolutionDropped,
            ),
        ),
        Consumer("routing", "on-task-assigned", EVENTS, _facts(routing.TaskAssigned)),
        Consumer("routing", "on-agenda-called", EVENTS, _facts(review_calls.AgendaCalled)),
        Consumer("routing", "on-answer", REPLIES, tuple(f"dept.*.*.{verb}" for verb in VERBS)),
        Consumer("routing", "on-due", TIMERS, ("due.*.routing.>",)),
        Consumer("intake", "on-due", TIMERS, ("due.*.intake.>",)),
        Consumer("intake", "on-review-news", EVENTS, _facts(joint_review.PapersShared)),
        Consumer(
            "joint_review",
            "on-review-call",
            EVENTS,
            _facts(
                review_calls.ReviewRequested,
                review_calls.PapersPinned,
                review_calls.ReviewWithdrawn,
                review_calls.MeetingCalled,
                review_calls.AgendaDeclined,
            ),
        ),
        Consumer(
            "joint_review",
            "on-review-news",
            EVENTS,
            _facts(joint_review.ReviewConvened, joint_review.ReviewConcluded, joint_review.ReviewCancelled),
        ),
        Consumer("joint_review", "on-answer", REPLIES, tuple(f"dept.*.*.{verb}" for verb in ANSWERS)),
        Consumer("joint_review", "on-due", TIMERS, ("due.*.joint_review.>",)),
        Consumer("notify", "on-event", EVENTS, tuple(f"evt.*.{owner}.*" for owner in ("intake", "routing", "joint_review"))),
        Consumer("notify", "on-due", TIMERS, ("due.*.notify.>",)),
        Consumer("archive", "on-event", EVENTS, ("evt.>",)),
    )
}


def is_outdated(durable: str) -> bool:
    """A consumer that an earlier version had declared for one of its services, and this one declares no more."""
    services = {consumer.service for consumer in CONSUMERS.values()}
    return durable not in CONSUMERS and durable.partition("-on-")[0] in services
