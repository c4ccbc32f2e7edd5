# Today, people, a person.

today-title = Today
today-on-its-way = The team’s record is on its way to this phone.
today-quiet = Nobody is waiting for you today.
today-also-quiet = It has been quiet with these people too:
today-enough = That is enough for today.
today-more = Others, if you have the time
today-first-title = Who comes first?
today-first-words = Add the first person you walk alongside. One name is enough.
today-ring = Ring { $name }
today-first-line = Hello { $name }, I was thinking of you. How are things with you?
today-first-line-go = Send a first line
today-first-line-label = Send a first line to { $name }
today-visit = Visit { $name }
today-begun = Your note about { $name } is begun.
today-begun-nobody = A note is begun.
today-begun-saved = Safe on this phone, { $ago }.
today-begun-elsewhere = On your other phone, { $ago }.
today-begun-go-here = Go on here
today-begun-go = Finish it
today-two-versions = Two of you wrote different things about { $name }.
today-two-versions-team = what is the team’s
today-two-versions-go = See both { $place }
both-card = on their card
both-our-page = on our page
both-over-time = over time
both-people = among their people
both-tried = in what we tried
both-measures = in how it is going
both-share = on their phone
both-visit = in a visit
both-connection = in going along
both-photo = with a photo
both-service = among the places we know
both-causes = in what stands in the way
both-team = on the team’s page
both-phone = on the page of this phone
both-supervision = for supervision
today-late = Late notes from a colleague wait to be taken in.
today-to-erase = A note that was kept under the wrong person waits to be erased.
today-team-go = To our team

why-my-promise = You promised { $name }, for { $day }: { $promise }
why-colleagues-promise = { $by } promised { $name }, for { $day }: { $promise }
why-their-promise = { $name } promised, for { $day }: { $promise } How did it go?
why-agreed = You and { $name } agreed to be in touch { $day }.
why-agreed-phone = You and { $name } agreed to speak on the phone { $day }.
why-pause-over = The pause with { $name } was meant to end { $day }. The door is open.
why-hello-again = You and { $name } planned a hello for { $day }.
why-quiet = You and { $name } agreed: { $rhythm }. You were last in touch { $day }.
why-quiet-never = You and { $name } agreed: { $rhythm }. You have not been in touch yet.

aside-label = { $how }: { $name }
aside-not-now = Not now
aside-next-time = Next time
aside-let-it-rest = Let it rest
aside-not-now-done = { $name } can wait for today.
aside-next-time-done = It will come up when you are next in touch with { $name }.
aside-let-it-rest-done = This about { $name } may rest.

people-title = People
people-search = A name, or a word from a note
people-add = Add a person
people-called = called { $name }
people-last = In touch { $day }
people-never = Not in touch yet
people-none = Nobody is on this phone yet.
people-none-mine = You do not walk alongside anybody yet.
people-none-found = Nobody on this phone is called that, and no note says it.
people-everybody = Everybody on this phone
people-mine = Only mine
people-notes = In notes
people-note-when = { $place }, { $day }
people-searched = Searched: the people on this phone.

add-title = Somebody new
add-one-name = One name is enough. The rest can come with time.
add-to-visit = One name is enough. Then your note goes on.
add-more = More, if you know it
add-begun = You had begun this before.
add-afresh = Begin afresh
add-go = Add

person-title = A person
person-matters = What matters to me
person-next = Next
person-visit = Begin a visit with { $name }
person-newer = Something here was written by a newer version of the app. It is kept as it is.

doorstep-title = At the door
doorstep-ring = Ring
doorstep-text = Text
doorstep-map = Show on the map
doorstep-add = Add to this card

risks-title = Risks
risks-never-checked = Nobody has looked at this yet.
risks-none-today = I looked today: none that I know of
risks-add = Add a risk
risks-new = What to look out for
risks-added = The risk is on the card.

field-given-name = First name
field-family-name = Family name
field-preferred-name = Likes to be called
field-born = Born on
field-pronoun = Pronoun
field-gender = Gender
field-telephone = Telephone
field-address = Address
field-contact-by = Getting in touch
field-access = Getting in
field-please-do = Please do
field-please-dont = Please don’t
field-matters = What matters to me
field-people-important = People important to me
field-communication = Talking with each other
field-support = When and how to support me
field-also-worth-knowing = Also worth knowing
field-referrer-name = Who introduced us
field-referrer-contact = How to reach them
field-gp-practice = GP practice
field-rhythm-days = How often, about
field-rhythm-words = Our rhythm
field-no-known-risks-on = No known risks, checked
field-next-contact-on = Next in touch
field-next-contact-how = How
field-risk = Risk
field-checked-on = Last checked
field-goal = In their words
field-step = The next small step
field-going = How it is going
field-promise = What was promised
field-became = What became of it
field-became-words = What came of it
field-changed = Changed: { $what }

hint-matters = In their own words, when they tell you.
hint-next-contact = Nothing agreed yet.
hint-rhythm-days = In days: 14 is every two weeks.
hint-rhythm = For example: about every two weeks, Tuesdays, text first.
rhythm-every-days = every { $n ->
    [1] day
   *[other] { $n } days
}
rhythm-every-weeks = every { $n ->
    [1] week
    [2] two weeks
    [3] three weeks
    [4] four weeks
    [6] six weeks
    [8] eight weeks
   *[other] { $n } weeks
}

goals-title = Hopes
goals-going = Going: { $number } of 10, in their own eyes
goals-by = Written down by { $by }
goals-entered = In their words, { $by }
goals-added = The hope is written down.
goals-add = Add a hope
goals-words = What they hope for, in their words
goals-step = The next small step, if there is one

about-title = More about them
about-worker = { $name } walks alongside.
