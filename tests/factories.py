"""One plain function per thing that tests and the demo need; each calls the services, with `now` explicit.

A factory opens its own transaction: call it outside of any.
"""
