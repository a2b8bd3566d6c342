"""What administrators fill in."""

from typing import Any

from django import forms
from django.utils import timezone

from attain.shell.languages import OWN_NAMES
from attain.shell.models import User
from attain.shell.roles import Role
from attain.shell.users.actions import Details
from attain.wording import Wording


class DetailsForm(forms.Form):
    """Who the user is."""

    username = forms.CharField(max_length=150, validators=[User.username_validator])
    email = forms.EmailField(required=False, max_length=254)
    given_name = forms.CharField(required=False, max_length=150)
    family_name = forms.CharField(required=False, max_length=150)
    person = forms.CharField(required=False, max_length=200)
    language = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, wording: Wording, user: User | None = None, **kwargs: Any) -> None:
        if user is not None:
            kwargs["initial"] = {
                "username": user.username,
                "email": user.email,
                "given_name": user.first_name,
                "family_name": user.last_name,
                "person": user.person,
                "language": user.language,
            }
        super().__init__(*args, **kwargs)
        if wording.full_width:  # Chinese and Japanese say the family's name first
            self.order_fields(["username", "email", "family_name", "given_name"])
        for name, field in self.fields.items():
            field.label = wording.say(f"users.field.{name}")
        self.fields["person"].help_text = wording.say("users.help.person")
        self.fields["email"].help_text = wording.say("users.help.email")
        asked = ("", wording.say("signin.field.by_browser"))
        self.fields["language"].choices = [asked, *OWN_NAMES.items()]

    def details(self) -> Details:
        return Details(**self.cleaned_data)


class RoleForm(forms.Form):
    """A role with its days and, for leaders, its unit."""

    role = forms.ChoiceField()
    unit = forms.CharField(required=False, max_length=200)
    since = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, wording: Wording, **kwargs: Any) -> None:
        super().__init__(*args, initial={"since": timezone.localdate()}, **kwargs)
        for name, field in self.fields.items():
            field.label = wording.say(f"users.field.{name}")
        self.fields["role"].choices = [(role.value, wording.say(f"shell.role.{role.value}")) for role in Role]
        self.fields["unit"].help_text = wording.say("users.help.unit")
        self.fields["until"].help_text = wording.say("users.help.until")
