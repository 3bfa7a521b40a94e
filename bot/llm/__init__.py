"""The language model that may help: optional, off until a key is set, an assistant and never the author.

It implements the ports `bot.mentor.assistance.Assistant` and `bot.curation.inbox.drafting.Drafts`. What it says is
checked here before anybody sees it; what fails the check, comes late or costs too much is as if never asked for.
Only `bot.llm.endpoint` knows the `openai` package, and it loads it when the first question goes out.
"""
