"""Moderators look after the answers: what came in, what they make of it, what becomes of it.

The rooms, each building on those below it and on no other; `features` opens them all to the front desk:

- `workshop`: writing, reviewing and looking up answers in the chat, and every act on a revision
- `notices`: telling people what they waited for, and moderators what is new
- `files`: the same content as files, ours and those from elsewhere
- `numbers`: how a community's mentor does
- `inbox`: the questions that wait for somebody, in the order to look at them, and the ways out
- `gate`: what speaks against a change, and whose answer it would change
- `revisions`: what a community made of its answers, who may change it, and what it is answered from
"""
