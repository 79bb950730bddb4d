from django.conf import settings

# Its models exist only under tests.settings_basepage.
collect_ignore_glob = [] if "tests.testapp" in settings.INSTALLED_APPS else ["test_*.py"]
