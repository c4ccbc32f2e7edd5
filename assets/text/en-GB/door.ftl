# The door: founding, joining, unlocking.

app-name = Alongside

welcome-title = Alongside
welcome-what = Your companion on home visits. It works with no signal, and keeps what you write safe on this phone.
welcome-link = Your link
welcome-link-hint = Paste the link that a colleague sent you.
welcome-go = Go on
welcome-looking = Looking…
welcome-kit = I have a recovery kit
welcome-aside = What was put aside
welcome-aside-lost = What was put aside here is deleted then, with whatever was never sent from it. What is in the team record comes back with a link.

install-title = Put it on your home screen first
install-why = There it opens like any app, and your phone takes better care of what it keeps.
install-how = Open your browser’s menu and choose “Add to home screen” or “Install”. You can also go on here.
install-now = Add to home screen
install-copy = Copy your link first. The app on the home screen asks for it.

apple-title = Add Alongside to your home screen
apple-why = On an iPhone or iPad, notes are only kept safe in the app on the home screen. Your link is still unused.
apple-copy = Copy your link below.
apple-share = Tap Share at the edge of the screen.
apple-add = Choose “Add to Home Screen”.
apple-open = Open Alongside from there and paste your link.

door-back = Back

found-title = Begin a team
found-what = You are the first. You will be able to invite your colleagues in a moment.
found-team-name = What your team is called
found-go = Begin
found-under-way = Beginning…

join-title = Join { $team }
join-invited = { $by } has invited you.
join-again = Welcome back, { $name }. On this phone too, you stay who you are.
join-name = Your name
join-name-hint = As your colleagues know you.
join-go = Join the team
join-under-way = Joining…

passphrase-title = Your passphrase
passphrase-why = It opens the notes on this phone. Nobody can look it up for you.
passphrase-write-down = Write these five words down. Keep them away from this phone.
passphrase-others = Five other words
passphrase-own = I would rather choose my own
passphrase-five = Give me five words instead
passphrase-field = Your own passphrase
passphrase-field-hint = At least 15 characters. A sentence that only you would think of is good.
passphrase-too-short = A little longer, please.
passphrase-too-common = Many people would think of this one. Please choose another.
passphrase-enough = That is a good passphrase.

kit-title = Your team’s recovery kit
kit-what = If every phone of your team were lost, these 24 words would bring the record back.
kit-warning = Whoever has them, and reaches your server, can read everything. Keep them on paper, locked away.
kit-qr = The same words as a code for a camera
kit-print = Print
kit-save = Save as a file
kit-file = The recovery kit of { $team }. Whoever has these words can read everything.
kit-not-saved = The phone would not take the file. Please print the words or write them down.
kit-have-it = I have them on paper
kit-back-title = Just to be sure
kit-back-what = Please read these words back from your paper.
kit-word = Word { $number }
kit-back-go = Confirm
kit-back-show = Show me the words again

unlock-title = Hello again
unlock-passkey = Open with one touch
unlock-or = Or use your passphrase.
unlock-link = There is a team on this phone already. Your link is still unused.
unlock-damaged = The record here is damaged
unlock-damaged-what = What the team has is safe, and nothing is deleted. Ask a lead for a link to come in again. Then put this record aside, and follow the link.
unlock-damaged-aside = Put it aside
unlock-damaged-title = Put the record aside?
unlock-damaged-kept = What the team has comes back with the link. What was not sent cannot be read here any more. It stays in the record that is put aside. Nothing is deleted.
unlock-damaged-yes = Yes, put it aside
unlock-forgotten = I cannot remember it
unlock-forgotten-what = Nobody can look it up. Ask a lead for a link to come in again, and clear this phone for it.
unlock-forgotten-clear = Clear this phone
unlock-forgotten-title = Clear this phone?
unlock-forgotten-lost = What was not sent from this phone is lost then, and so is a record that was put aside here. What is in the team record comes back with the link.
unlock-forgotten-yes = Yes, clear it
unlock-passphrase = Your passphrase
unlock-go = Open
unlock-under-way = Opening…
unlock-wait = Try again in { $secs ->
    [one] one second
   *[other] { $secs } seconds
}

use-kit-title = Come back with your recovery kit
use-kit-what = This phone becomes a new phone of a lead. Everybody in the team will see that the kit was used.
use-kit-words = The 24 words, in their order
use-kit-server = Your team’s address
use-kit-go = Bring the record back
use-kit-under-way = Bringing it back…

elsewhere-title = Open in the other window
elsewhere-what = Alongside is open in another window. One at a time keeps your notes whole.
elsewhere-here = Use it here instead

removed-title = This phone has left the team
removed-what = The record is no longer on this phone. If you did not expect this, please ask a lead.
removed-anew = Begin anew on this phone
removed-anew-what = With a new link you can join again here, or join another team.
removed-handed-in = What you had still to send is kept safe. It waits for a colleague to take it into the record.
removed-unsent = { $n ->
    [one] One entry
   *[other] { $n } entries
} had not been sent. It stays sealed here until the server has it, for your colleagues to take in.
removed-begun = { $n ->
    [one] One note was begun here and not kept. It stays
   *[other] { $n } notes were begun here and not kept. They stay
} sealed here until the server has the words, for your other phone to go on with.
