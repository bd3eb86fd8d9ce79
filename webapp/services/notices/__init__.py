"""How people are told: the inbox, mail, reminders, dates of a round."""
