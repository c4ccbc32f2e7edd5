# What every page says.

bar-label = Main pages
bar-today = Today
bar-people = People
bar-visit = Begin a visit
bar-visit-with = Begin a visit, with this person
bar-phone = Phone
bar-team = Team

top-back = Back

status-saved = Saved on this phone
status-writing = Writing…
status-waiting = Waiting to send
status-in-record = In the team record
status-attention = Needs attention

toast-undo = Undo
toast-close = Close
dialog-no = No, go back

in-place-add = Add
in-place-change = Change
in-place-add-label = Add: { $what }
in-place-change-label = Change: { $what }
in-place-add-about = Add: { $what }, { $about }
in-place-change-about = Change: { $what }, { $about }
label-of = { $what }: { $of }
question-of = { $question } { $of }
in-place-leave = Leave as it was
in-place-done = Done
new-leave = Never mind

versions-of = Two versions of: { $what }
versions-heading = { $what }: written differently by people who had not met
versions-choose = Keep this one
versions-choose-label = Keep this one, by { $from }: { $what }
versions-merged = Both of them, put together
versions-merged-label = Keep both of them, put together: { $what }
versions-together = Write it together
versions-together-label = Write it together: { $what }
versions-cleared = (taken out)

link-copy = Copy the link
link-copied = The link is copied.
link-not-copied = The phone would not copy it. Hold your finger on the link instead.
link-qr = The link as a code for a camera

day-change = change
day-choose = choose a day
day-change-label = Change: { $what }
day-choose-label = Choose a day: { $what }
day-none = No day

nowhere-title = Nothing here
nowhere-words = This address leads nowhere. Your notes are where they were.
nowhere-today = To today

broken-title = Something of ours broke
broken-safe = What you wrote is safe on this phone. Opening the app again usually helps.
broken-again = Open again
broken-why = For whoever mends it

when-today = today
when-tomorrow = tomorrow
when-yesterday = yesterday
when-last = last { $weekday }
when-on = on { $day }
when-at = { $day } at { $time }
when-just-now = just now
when-minutes-ago = { $n ->
    [one] a minute ago
   *[other] { $n } minutes ago
}
when-hours-ago = { $n ->
    [one] an hour ago
   *[other] { $n } hours ago
}
when-date = { $day } { $month }
when-date-year = { $day } { $month } { $year }
when-month-year = { $month } { $year }
when-monday = Monday
when-tuesday = Tuesday
when-wednesday = Wednesday
when-thursday = Thursday
when-friday = Friday
when-saturday = Saturday
when-sunday = Sunday
when-january = January
when-february = February
when-march = March
when-april = April
when-may = May
when-june = June
when-july = July
when-august = August
when-september = September
when-october = October
when-november = November
when-december = December

trouble-locked = The record is locked. Please open it first.
trouble-not-found = This is not on this phone.
trouble-wrong-passphrase = That passphrase does not open this phone.
trouble-wrong-passphrase-wait = That passphrase does not open this phone. You can try again in { $secs ->
    [one] a second
   *[other] { $secs } seconds
}.
trouble-wrong-passkey = That touch did not open it. Your passphrase still does.
trouble-weak-passphrase = Please choose a longer or less common passphrase.
trouble-link-cut-short = This link is not whole. Please copy it again, or ask whoever sent it for a new one.
trouble-link-used = This link has been used already. Please ask whoever sent it for a new one.
trouble-link-expired = This link has run out. Please ask whoever sent it for a new one.
trouble-link-elsewhere = This link belongs to another server. Please open it there.
trouble-kit-words-differ = Those are not the words. Please look at your paper once more.
trouble-team-already-here = There is a team on this phone already.
trouble-name-missing = Please give a name. Any one will do.
trouble-too-long = This is more than one entry can hold. Nothing is lost: it is still on the screen.
trouble-nobody-chosen = Please choose whom you were with.
trouble-nothing-written = Nothing is written yet.
trouble-day-missing = Please choose a day on which you ask how it went.
trouble-in-the-future = That day is still to come.
trouble-not-a-value = That does not fit here. Please look at it once more.
trouble-not-a-photo = This is not a photo that can be kept. Nothing was lost. Take it once more, or choose another.
trouble-photo-too-big = This photo is larger than 10 MB. Nothing was lost. Take it again from a little further away.
trouble-photo-not-here = A photo of this visit is not on this phone yet. Nothing was moved. Try again when there is a network.
trouble-already-kept = This visit is kept already. You can add to it.
trouble-lead-only = Only a lead can do this.
trouble-last-key-holder = This is the last device with the team’s keys. Without it nobody could read the record.
trouble-no-network = No network just now. Everything is safe here and goes as soon as there is one.
trouble-needs-network = No network just now, and this needs one. Please try again when there is one.
trouble-not-trusted = Whoever answered could not show to be your server, so nothing was sent. Everything is safe here. Please tell whoever looks after your server.
trouble-other-version = This app and the server do not understand each other: one of them is of a newer version. Everything is safe here. Take the new version when this phone offers it.
trouble-server-away = The server cannot answer just now. Everything is safe here, and it is tried again in a while.
trouble-server-full = The server has no room left. Everything is safe here, and waits. Please tell whoever looks after your server.
trouble-not-taken-yet = The server did not take all of it this time. It is safe here, and is sent again. If this stays so, please tell whoever looks after your server.
trouble-server-said = The server gave an answer that we did not expect ({ $status }). Everything is safe here.
trouble-removed = This phone has left the team.
trouble-storage-full = This phone’s storage is full. Please free some room; what you wrote is still on the screen.
trouble-open-elsewhere = Alongside is open in another window.
trouble-newer-version = A newer version of the app wrote this. Please take the new version first.
trouble-damaged = The record on this phone is damaged. What the team has is safe, and nothing is deleted. Lock this phone: at the door, the record can be put aside.
trouble-no-room-aside = This phone keeps two damaged records already, and has no room for a third. Nothing was changed. To come in again, first clear this phone: open “I cannot remember it”. That deletes all three, with what was not sent from them.
trouble-broken = Something of ours broke. What you wrote is safe.
