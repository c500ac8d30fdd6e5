"""Users of the bus as tests drive them: what they were denied, what they heard, and how the streams stand."""

import nats

from shared.bus import topology
from shared.bus.connection import seed_of


class Person:
    """One user's connection, and what the server denied it."""

    def __init__(self, settings):
        self.settings = settings
        self.denied = []

    async def __aenter__(self):
        async def remember(error):
            self.denied.append(str(error))

        self.connection = await nats.connect(
            self.settings.nats_url,
            nkeys_seed_str=seed_of(self.settings),
            inbox_prefix=self.settings.nats_inbox,
            error_cb=remember,
            allow_reconnect=False,
        )
        self.js = self.connection.jetstream(timeout=2)
        return self

    async def __aexit__(self, *_):
        await self.connection.close()

    async def serves(self, subject, answer):
        """Answer every request from now on with these bytes."""

        async def respond(asked):
            await asked.respond(answer)

        await self.connection.subscribe(subject, "replicas", cb=respond)
        await self.settled()

    async def settled(self):
        """Return when the server has dealt with everything said so far."""
        await self.connection.flush()  # nats-py sends this ping ahead of what it holds back
        await self.connection.flush()

    async def is_denied_to_say(self, subject, body=b"{}", headers=None):
        """Did the server refuse it, and answer nothing?"""
        answers = await self.connection.subscribe(self.connection.new_inbox())
        await self.connection.publish(subject, body, reply=answers.subject, headers=headers)
        await self.settled()
        return self._denied("Publish", subject) and not answers.pending_msgs

    async def is_denied_to_hear(self, subject):
        """Did the server refuse the subscription?"""
        await self.connection.subscribe(subject)
        await self.settled()
        return self._denied("Subscription", subject)

    def _denied(self, what, subject):
        return any(f'permissions violation for {what} to "{subject}"'.lower() in error.lower() for error in self.denied)


async def how_streams_stand(js):
    """What each stream holds and which consumers read it: equal before and after means that nothing happened."""
    stand = {}
    for name in topology.STREAMS:
        info = await js.stream_info(name)
        consumers = [] if name == topology.TASKS else await js.consumers_info(name)
        state = info.state
        stand[name] = (state.messages, state.first_seq, state.last_seq, state.consumer_count, sorted(c.name for c in consumers))
    return stand
