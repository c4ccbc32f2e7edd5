# What we tried of a step, and what we learned.

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
tried-learned = What we learned
story-tried-of = About the hope:
