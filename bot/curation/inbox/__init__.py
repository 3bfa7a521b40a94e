"""The inbox: questions that wait for somebody who looks after the answers, sorted, ranked, and led out of it."""
