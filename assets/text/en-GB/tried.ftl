# What we tried of a step, and what we learned.

step-another = Add another small step
step-added = The step is added.
field-other-step = Another small step
step-change = Change the step
step-change-label = Change the step: { $hope }
step-became = What became of it?
step-adjusted = Adjusted
step-parked = Parked for now
step-swapped = Swapped for another
step-done = Done
step-life-happened = Life happened
step-learned = What we learned, if anything
step-next = The next small step, if there is one
step-next-small = One small thing that would still be good, if any
step-next-small-hint = A cup of tea by the window. Nothing at all is fine too.
step-keep = Keep this
step-kept = Kept: { $what }. What we tried stays in view.
life-happened-what = What happened, if you want to say it
life-happened-soft = It happens to every plan. All that went well before stays.

tried-title = What we tried, what we learned
tried-none = Nothing yet. When a step changes, what it was stays here.
tried-any-hope = Life in between
tried-old-hope = A hope that has gone
tried-now = The step now
tried-now-several = The steps now
tried-learned = What we learned
story-tried-of = About the hope:

# The plan over time: the path of every hope, and the words of the page, version by version.

over-time-link = How it has gone over time
over-time-title = Over time
over-time-lead = Each path begins at its foot, with a hope, and leads up to now. Where life came in between, it goes round, and on.
over-time-none = There is nothing to look back at yet. What you hope for and try together will be here.
over-time-path = The path of this hope
over-time-next = The next small step
over-time-next-several = The next small steps
over-time-open = What comes next is open.
over-time-hoped = It began with this hope
over-time-words = How the words of the page changed
over-time-words-of-hope = How its words changed
over-time-hope = The hope
over-time-in-other-words = In a worker’s words
over-time-stands = As it stands now
over-time-of-both = Two were written; these words took their place.
over-time-chosen = Two were written; this one was chosen.
over-time-crossed-out = Crossed out
over-time-no-step = No step for the moment
over-time-reviews = When { $name } looked at it
