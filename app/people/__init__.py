"""Who: accounts, roles, classes and sign-in.

rules      names, secrets and codes, without a store
accounts   made, signed in to, changed, reset
setup      the one-time code that makes the administrator
classes    who is in them, who teaches them, which courses they follow
enrolment  how people come into a class: by name, by class code
consent    whose progress may leave the school, who said so and when
erasure    taking away all that is kept of a person
guessing   waiting times for those who guess
"""
