"""Open an account from the command line: the way to the first administrator."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from core.service import Refused, System
from users import services
from users.emails import set_password_link
from users.permissions import Role


class Command(BaseCommand):
    help = "Open an account and show the link with which its owner sets a password."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", action="append", choices=Role.values, required=True)

    def handle(self, *args, email, name, role, **options):
        try:
            validate_email(email)
            account = services.invite_account(
                by=System("command line"), email=email, name=name, roles=role
            )
        except (Refused, ValidationError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Give this link to {account.name}; it works once:")
        self.stdout.write(set_password_link(account))
