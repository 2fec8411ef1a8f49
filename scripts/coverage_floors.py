"""Coverage floors: 100 % of branches where a mistake costs a mark or lets a stranger in, 95 % overall."""

import subprocess
import sys

FLOORS = {
    "lms/quiz/engine/*": 100,
    "lms/quiz/types/*": 100,
    "lms/*/rules.py": 100,
    "lms/*/*_rules.py": 100,
    "lms/*/access.py": 100,
    "lms/core/*": 100,
    "lms/*": 95,
}


def main() -> int:
    """0 when each group reaches its floor."""
    failed = 0
    for pattern, floor in FLOORS.items():
        command = [
            sys.executable,
            "-m",
            "coverage",
            "report",
            f"--include={pattern}",
            f"--fail-under={floor}",
            "--precision=1",
        ]
        print(f"== {pattern}: floor {floor} %", flush=True)
        failed += subprocess.run(command).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
