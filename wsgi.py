"""What gunicorn serves: `gunicorn wsgi:app`."""

import sys

from kyc.app import create_app
from kyc.cli.mistaken import application

app = application(create_app, sys.argv)
