"""Has doccano's own importer and database take what `galley convert --to doccano` wrote; compares the words of every span."""

import json
import os
import sys
from pathlib import Path

import backend

file, folder, wanted = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
database = folder / "doccano.sqlite3"
database.unlink(missing_ok=True)
os.environ.update(DJANGO_SETTINGS_MODULE="config.settings.development", DATABASE_URL=f"sqlite:///{database}", DEBUG="False")
sys.path.insert(0, str(Path(backend.__file__).parent))
os.chdir(folder)

import django  # noqa: E402

django.setup()

from data_import.datasets import load_dataset  # noqa: E402
from data_import.pipeline.catalog import RELATION_EXTRACTION, create_file_format  # noqa: E402
from data_import.pipeline.readers import FileName  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from examples.models import Example  # noqa: E402
from labels.models import Relation, Span  # noqa: E402
from projects.models import ProjectType, SequenceLabelingProject  # noqa: E402

call_command("migrate", verbosity=0)
user = User.objects.create(username="galley")
project = SequenceLabelingProject.objects.create(
    name="galley", description="", project_type=ProjectType.SEQUENCE_LABELING, created_by=user, allow_overlapping=True, use_relation=True)
dataset = load_dataset(RELATION_EXTRACTION, create_file_format("JSONL"), [FileName(str(file), file.name, file.name)], project, encoding="Auto")
dataset.save(user)
assert not dataset.errors, dataset.errors
found = []
for example in Example.objects.filter(project=project).order_by("id"):
    units = example.text.encode("utf-16-le")
    spans = Span.objects.filter(example=example)
    found.append(sorted(units[2 * span.start_offset:2 * span.end_offset].decode("utf-16-le") for span in spans))
    assert "galley" in example.meta, example.meta
assert found == wanted, f"{found} is not {wanted}"
relations = {(relation.from_id.label.text, relation.to_id.label.text, relation.type.text) for relation in Relation.objects.all()}
assert relations == {("CUE", "SOURCE", "source"), ("CUE", "CONTENT", "content")}, relations
print(f"{sum(map(len, found))} spans, words the same, with {len(relations)} kinds of relations; the encoding was guessed")
