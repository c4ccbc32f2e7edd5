# How it is going, in the person's own eyes.

more-title = More with { $name }
more-measures = How it is going
more-measures-what = In their own eyes, shown to them first.
more-tools = Numbers for the team
more-tools-what = From another tool, with its day.
more-people = { $name }’s people
more-people-what = Who is close, further out, or hard just now.
more-tried = What we tried, what we learned
more-tried-what = Every step stays in view.

measures-title = How it is going
measures-lead = { $name }, this is yours. Answer what you like, skip what you like.
measures-hopes = Your hopes
measures-wellbeing = Life these days
measures-loneliness = Company
measures-not-today = Not today
measures-enough = That is all for today
measures-kept = It is kept. Only you say what it means.
measures-more-of-hope = Two more questions about this hope
measures-earlier = Earlier answers
measures-last = Last time, { $day }: { $answer }
measures-said = { $day }: { $answer }
measures-of-ten = { $number } of 10
measures-line = A line of what was said: { $first } at first, { $last } now.

measures-satisfied = Overall, how satisfied are you with your life nowadays?
measures-worthwhile = Overall, to what extent do you feel that the things you do in your life are worthwhile?
measures-happy = Overall, how happy did you feel yesterday?
measures-anxious = Overall, how anxious did you feel yesterday?
measures-not-at-all = not at all
measures-completely = completely

measures-companionship = How often do you feel that you lack companionship?
measures-left-out = How often do you feel left out?
measures-isolated = How often do you feel isolated from others?
measures-lonely = How often do you feel lonely?
measures-hardly-ever-or-never = Hardly ever or never
measures-some-of-the-time = Some of the time
measures-often = Often
measures-often-always = Often/always
measures-occasionally = Occasionally
measures-hardly-ever = Hardly ever
measures-never = Never
measures-together = The first three together, { $day }: { $number }, where 3 is least and 9 most lonely.

measures-going = How is this going?
measures-stuck = stuck
measures-just-right = just as I want
measures-importance = How important is this to you?
measures-confidence = How confident are you that you can do it?
measures-least = not at all
measures-most = very much

measures-licensed = Numbers for the team
measures-licensed-title = From another tool
measures-licensed-what = Your team needs its own licence for each of these. No question of theirs is in here, only a number and a day.
measures-swemwbs = SWEMWBS
measures-mycaw = MYCaW
measures-outcomes-star = Outcomes Star
measures-pam = PAM
measures-number = The number it gave
measures-number-of = { $tool }: the number it gave
measures-day = Day of { $tool }
measures-on-day = { $day }
measures-keep = Keep this number
measures-keep-label = Keep this number of { $tool }
measures-another-number = Please put a number from 0 to 1000, with two places after the point at most.

measures-going-now = How it is going: { $number } of 10, in their own eyes
measures-going-set = Say how it is going
measures-going-label = { $what }: { $hope }
measures-going-close = Not now
story-measures-entry = How it is going
