"""The invented people of the demo centre, and how each of them studies."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from lms.core.texts import fold

MANAGER = ("manager@demo.example", "Hélène Garnier")
INSTRUCTOR = ("instructor@demo.example", "Thomas Roussel")


@dataclass(frozen=True)
class Learner:
    """One invented learner. `share` of the course done so far; `accuracy` of first answers; `pause` since the last act."""

    name: str
    share: float
    accuracy: float = 0.9
    pause: timedelta = timedelta(hours=20)
    fails_first: bool = False
    time_factor: Decimal | None = None
    email: str = ""

    @property
    def address(self) -> str:
        """Its e-mail: the given one, else made from the name."""
        return self.email or _ascii(self.name) + "@demo.example"


def _ascii(name: str) -> str:
    return fold(name).replace(" ", ".").replace("’", "").replace("'", "")


def _days(count: float) -> timedelta:
    return timedelta(days=count)


RUNNING = (
    Learner("Camille Fontaine", 0.45, pause=timedelta(hours=26), email="learner@demo.example"),
    Learner("Yanis Benkacem", 0.3, pause=_days(10), time_factor=Decimal("1.33"), email="away@demo.example"),
    Learner("Inès Delattre", 1.0, 0.97, email="certified@demo.example"),
    Learner("Malo Le Goff", 0.9, 0.95),
    Learner("Awa Diop", 0.85, 0.95, pause=timedelta(hours=3)),
    Learner("Julien Morel", 0.55, 0.85),
    Learner("Sofia Almeida", 0.5, 0.85, pause=_days(2)),
    Learner("Nathan Colin", 0.5, 0.8, time_factor=Decimal("1.33")),
    Learner("Léa Schmitt", 0.42, 0.55, fails_first=True, pause=_days(1)),
    Learner("Mehdi Haddad", 0.4, 0.8, pause=_days(3)),
    Learner("Chloé Perrin", 0.35, 0.8, pause=_days(4)),
    Learner("Oscar Nguyen", 0.2, 0.7, pause=_days(9)),
    Learner("Manon Girard", 0.12, 0.75, pause=_days(12)),
    Learner("Théo Lambert", 0.05, 0.7, pause=_days(15)),
    Learner("Zoé Marchand", 0.0),
)

ENDED = (
    Learner("Adèle Vasseur", 1.0, 0.96),
    Learner("Bastien Roche", 1.0, 0.9),
    Learner("Clara Hoffmann", 1.0, 0.88, time_factor=Decimal("1.5")),
    Learner("Driss El Amrani", 1.0, 0.92),
    Learner("Élodie Barbier", 1.0, 0.85, fails_first=True),
    Learner("Félix Aubry", 1.0, 0.9),
    Learner("Gabrielle Noël", 1.0, 0.94),
    Learner("Hugo Ferreira", 1.0, 0.86),
    Learner("Iris Chevallier", 1.0, 0.9),
    Learner("Jade Wagner", 1.0, 0.87, fails_first=True),
    Learner("Kylian Brunet", 0.95, 0.8),
    Learner("Lina Rey", 0.8, 0.8),
    Learner("Marius Picard", 0.6, 0.7),
    Learner("Noémie Duval", 0.25, 0.75),
    Learner("Paul Masson", 0.1, 0.6),
)
