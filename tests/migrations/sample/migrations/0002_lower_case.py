from django.db import migrations


def _lower(apps, _schema):
    for person in apps.get_model("sample", "Person").objects.all():
        person.name = person.name.lower()
        person.save(update_fields=["name"])


class Migration(migrations.Migration):
    dependencies = [("sample", "0001_initial")]
    operations = [migrations.RunPython(_lower, migrations.RunPython.noop)]
