"""Everything of which the program has one."""

from __future__ import annotations

from dataclasses import dataclass

from app.appearance import Appearance
from app.collecting import Collecting
from app.engine.client import Engine
from app.figure_actions import FigureActions
from app.main_window import MainWindow
from app.services.checking import CheckingService
from app.services.comparing import ComparingService
from app.services.drawing_store import DrawingStore
from app.services.explanation import ExplanationService
from app.services.fooling import FoolingService
from app.services.guided import GuidedService
from app.services.health import HealthService
from app.services.networks import NetworksService
from app.services.patches import PatchesService
from app.services.pictures import PictureService
from app.services.planning import PlanningService
from app.services.recognition import RecognitionService
from app.services.sample_files import SampleFilesService
from app.services.samples import SamplesService
from app.services.training import TrainingService
from app.settings import SettingsService
from app.user_actions import UserActions


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything there is one of."""

    window: MainWindow
    appearance: Appearance
    settings: SettingsService
    engine: Engine
    networks: NetworksService
    recognition: RecognitionService
    checking: CheckingService
    comparing: ComparingService
    health: HealthService
    pictures: PictureService
    drawings: DrawingStore
    samples: SamplesService
    training: TrainingService
    planning: PlanningService
    sample_files: SampleFilesService
    guided: GuidedService
    collecting: Collecting
    explanation: ExplanationService
    patches: PatchesService
    fooling: FoolingService
    user_actions: UserActions
    figures: FigureActions
