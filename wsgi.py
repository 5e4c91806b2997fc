"""What gunicorn serves: `gunicorn wsgi:app`."""

from kyc.app import create_app

app = create_app()
