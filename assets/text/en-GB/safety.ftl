# Safety on a visit: by when one expects to be out. It stays on this phone.

safety-link = I expect to be out by …
safety-title = Expected out
safety-when = When do you expect to be out?
safety-with = With { $name }
safety-in-an-hour = In an hour
safety-in-two-hours = In two hours
safety-at = at { $time }
safety-choose = At a time I choose
safety-time = The time
safety-time-go = I expect to be out then
safety-time-passed = That time has passed. Please choose one that is still to come.
safety-another-time = Another time

safety-count-on = What to count on
safety-reminds = Alongside reminds you while it is open on this phone. Tell a colleague too.
safety-locked = A locked or closed phone reminds nobody.
safety-alone = All of this stays on this phone. The time is gone when you are out.
safety-danger = In danger, leave if you can, and ring 999.

safety-day-and-time = { $time } { $day }
safety-expected = Expected out by { $time }
safety-past = You said you would be out by { $time }.
safety-out = I’m out
safety-longer = Half an hour longer
safety-kept = Expected out by { $time }.
safety-out-done = You are out. The time is gone.

safety-where = Where you are
safety-where-hint = The message says it, if you write it.
safety-where-changed = Changed: Where you are

safety-if-not = If you are not out in time
safety-nobody = Whom could you ask to ring you?
safety-name-colleague = Name a colleague
safety-colleague-change = Change the colleague
safety-colleague-whom = Who
safety-colleague-other = Somebody else
safety-colleague-name = Their name
safety-colleague-number = Their number
safety-colleague-number-what = It is remembered on this phone for the next visit.
safety-colleague-no-number = Please give a number that can be rung.
safety-colleague-none = Nobody, after all
safety-colleague-kept = { $name } is named.
safety-colleague-gone = Nobody is named.

safety-message = This is { $name }. I expected to be out by { $time } and am not yet. Please ring me.
safety-message-where = This is { $name }. I expected to be out by { $time } and am not yet. Where I am: { $place }. Please ring me.
safety-message-later = A quarter of an hour after your time, this message is ready:
safety-message-now = This message is ready:
safety-text = Text { $name }
safety-ring = Ring { $name }
safety-by-hand = Nothing is sent by itself. Tap to open the message, then send it.
safety-no-signal = No signal here? Ring when you have some, or go to the door.
