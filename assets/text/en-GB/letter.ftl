# The letter of a handover, as it may begin. From then on it is its writer’s own.

letter-dear = Dear { $to },
letter-dear-colleague = Dear colleague,
letter-meet = I would like you to meet { $name }.
letter-meet-called = I would like you to meet { $full }, who likes to be called { $name }.
letter-pronoun = { $name } goes by { $words }.
letter-contact-by = This is how { $name } likes to be reached: { $words }
letter-telephone = The number is { $words }.
letter-access = When you are at the door, this helps: { $words }
letter-communication = And this helps when the two of you talk: { $words }
letter-matters = What matters most, in { $name }’s own words: “{ $words }”
letter-people-important = About the people who are important, { $name } said: “{ $words }”
letter-support = This is when and how to be of support: { $words }
letter-please-do = { $name } asks us to do this: { $words }
letter-please-dont = About what not to do: { $words }
letter-also-worth-knowing = You may be glad to know this too: { $words }
letter-rhythm = We found a rhythm together: { $words }
letter-rhythm-days = We have been in touch about { $every }.

letter-hope = { $name } told me of a hope: “{ $words }”.
letter-step = The next small step that we have in mind: { $words }
letter-other-step = Another small step that we have in mind: { $words }
letter-tried = We tried this: { $words }
letter-tried-adjusted = We tried this, and then did it a little differently: { $words }
letter-tried-parked = We have set this aside for now: { $words }
letter-tried-swapped = We tried this, and then something else: { $words }
letter-tried-done = We did this: { $words }
letter-tried-some = We did some of this: { $words }
letter-tried-not-yet = We have not come to this yet: { $words }
letter-tried-not-any-more = This is not wanted any more: { $words }
letter-tried-life = Life happened while we were trying this: { $words }
letter-life = Life happened in between.
letter-learned = What we learned from it: { $words }

letter-thread-going = We mean to go here together { $day }: { $what }
letter-thread-going-open = We mean to go here together: { $what }
letter-thread-asking = { $name } is on the way here, and I said I would ask { $day }: { $what }
letter-thread-asking-open = { $name } is on the way here: { $what }
letter-thread-tried = { $name } has been here, and it is still early days: { $what }
letter-thread-settled-in = { $name } has settled in here: { $what }
letter-thread-not-for-me = This was not for { $name }: { $what }
letter-thread-not-yet = For this the time has not come yet: { $what }
letter-thread-stood-in-the-way = Something out there stood in the way of this: { $what }

letter-promised = I promised { $name }: { $promise }
letter-promised-for = I promised { $name }, for { $day }: { $promise }
letter-colleague-promised = { $by } promised { $name }: { $promise }
letter-colleague-promised-for = { $by } promised { $name }, for { $day }: { $promise }
letter-they-promised = { $name } promised: { $promise }
letter-they-promised-for = { $name } promised, for { $day }: { $promise }

letter-next = We said that we would be in touch again on { $day }.
letter-next-home = We said that we would see each other at home on { $day }.
letter-next-phone = We said that we would speak on the phone on { $day }.
letter-next-community = We said that we would go out together on { $day }.
letter-next-clinic = We said that we would see each other at the clinic on { $day }.

letter-risk = Please look out for this: { $what } I last checked on { $day }.
letter-risk-unchecked = Please look out for this, which nobody has checked yet: { $what }
letter-no-known-risks = I know of no risks, and last checked on { $day }.
letter-nobody-looked = None of us has looked at risks yet.

letter-ask-me = Ask me anything about { $name }, at any time.
letter-warmly = Warmly,
