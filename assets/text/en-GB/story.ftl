# The story of a person, being beside them, and nobody answering.

story-title = Our story so far
story-none = It begins with your first visit.
story-more = Earlier
story-by = by { $by }
story-visit = { $place }, { $day }
story-entry = { $what }, { $day }
story-goal = A hope
story-no-answer = Nobody answered
story-look = Look in the story
story-words = A word from it
story-filter = Show
story-everything = Everything
story-visits = Visits
story-together = Going together
story-promises = Promises
story-plan = Plan
story-measures = In their own eyes
story-none-such = Nothing of that in the story yet.

holding-title = Beside { $name }
holding-what = Being there counts. One tap keeps it.
holding-line = A line about it
holding-done = Kept: { $how }.

no-answer-link = Nobody answered
no-answer-link-label = Nobody answered: { $name }
no-answer-title = Nobody answered
no-answer-soft = { $name } may have a reason that has nothing to do with you.
no-answer-might-be = What might be going on?
no-answer-might-be-hint = Hospital, a hard week, a number that changed, letters that frighten…
no-answer-try = What could we try?
no-answer-try-words = In a few words
no-answer-contact-by = { $name } told us: { $words }
no-answer-line = Hello { $name }, I was thinking of you. No need to answer. I will look in again, and you can ring me any time.
no-answer-line-what = A line you could send. Nothing goes by itself.
no-answer-again = We try again: { $day }
no-answer-no-day = When do we try again?
no-answer-keep = Keep this
no-answer-kept = It is in the story. The door stays open.
no-answer-open-door = A pause, and the door open
no-answer-open-door-words = A pause can be kinder than another try.
no-answer-pause = Pause for a while
no-answer-pause-day = Day when the pause ends
no-answer-pause-until = Until { $day }. Then you look in again.
no-answer-second-eyes-title = A colleague may see another way
no-answer-second-eyes = Whom could you ask?
no-answer-ask = Ask { $colleague } what they would try

try-another-time = Another time
try-another-way = Another way
try-another-place = Another place
try-another-person = Another person
