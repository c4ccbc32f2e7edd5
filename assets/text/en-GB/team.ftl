# This phone and our team.

phone-title = This phone
phone-in-record-checking = What came is here. This phone is still checking who wrote what.
phone-in-record-none = Nothing of this phone is in the team record yet.
phone-in-record-sent = What was sent is in the team record.
phone-in-record-all = Everything you wrote is in the team record.
phone-waiting = This is safe here until there is a network. The oldest was written { $ago }.
phone-last-round = Last in touch with the server: { $ago }.
phone-no-round = Not in touch with the server yet.
phone-set-aside = { $n ->
    [one] One thing could not be read, or was not taken by the server.
   *[other] { $n } things could not be read, or were not taken by the server.
} It is kept, and tried again later.
phone-without-key = Something that you kept to yourself, or shared with few, does not open here. It does when a phone that has its key has been in touch. If none has it any more, it stays closed.
phone-records-aside = { $n ->
    [one] A damaged record of before is kept on this phone, still encrypted.
   *[other] { $n } damaged records of before are kept on this phone, still encrypted.
}
phone-try-now = Try now
phone-trying = Trying…
phone-server = Your team’s server: { $server }
phone-lock-title = Lock
phone-lock-words = It locks by itself when you leave it alone. What you were typing is there again afterwards.
phone-lock = Lock now

round-nothing = Nothing new on either side.
round-sent = What you wrote was sent.
round-received = What others wrote is here now.
round-both = What you wrote was sent, and what others wrote is here now.

storage-title = What this phone keeps
storage-holds = { $people ->
    [one] One person
   *[other] { $people } people
}, { $visits ->
    [one] one visit
   *[other] { $visits } visits
}.
storage-kept = Your phone has promised to keep it.
storage-not-kept = When storage runs low, your phone might clear this away. Opening from the home screen helps.
storage-ask = Ask the phone to keep it
storage-not-now = The phone did not promise it yet. Using the app for some days helps.

passkey-title = Opening with one touch
passkey-here = This phone opens with one touch. Your passphrase always works too.
passkey-what = Your fingerprint or face can open the record. Your passphrase always works too.
passkey-add = Set up one touch
passkey-again = Set it up again
passkey-forget = Stop using it here
passkey-forgotten = Only your passphrase opens this phone now.
passkey-made = One touch opens this phone now.
passkey-not-made = Nothing was set up. Your passphrase works as before.

export-title = A copy of everything
export-what = One encrypted file with all that is on this phone.
export-go = Save the file
export-not-saved = The phone would not take the file. Everything is still here.
export-words = These five words open it. They are shown only now:

version-title = The app
version-number = Version { $number }
version-hash = Compare this with the release’s:
version-next = Version { $number } is ready.
version-waiting = A new version of the app is ready.
version-take = Take the new version

team-title = Our team
team-members = Who is in it
team-you = You
team-lead = Lead
team-left = Has left

device-this = This phone
device-phone = A phone
device-seen = Last seen { $ago }
device-joined = Joined { $ago }
device-alone-since = What was kept there since { $day } is on that phone alone.
device-out-of-touch = It has not been in touch for a while. What was written there may be on that phone alone.
device-removed = Removed

remove-device = Remove this phone of { $name }
remove-device-title = Remove this phone of { $name }?
remove-worker = Take { $name } out of the team
remove-worker-title = Take { $name } out of the team?
remove-this-device = Leave the team on this phone
remove-this-device-title = Leave the team on this phone?
remove-lead-kit = { $name } was a lead. Please make a new recovery kit now.
remove-this-device-goes = The record goes from this phone with the next round. This cannot be undone.
remove-what-goes = The record goes from there as soon as it is next online. This cannot be undone.
remove-what-stays = Notes not yet sent are not lost. They come here for you to take in.
remove-yes = Yes, remove
remove-this-device-yes = Yes, leave

invite-title = Invite
invite-what = A link works once, and for 72 hours. Whoever has it can join, so send it privately.
invite-colleague = A link for a colleague
invite-next-phone = A link for my next phone
invite-again = A link for { $name } to come in again
invite-under-way = Making a link…
invite-open = { $n ->
    [one] One link is open.
   *[other] { $n } links are open.
}
invite-until = It works until { $at }.

team-kit-title = Recovery kit
team-kit-made = Made { $ago }.
team-kit-what = 24 words on paper that bring the record back if every phone is lost.
team-kit-new = Make a new kit
team-kit-ask = Make a new recovery kit?
team-kit-ask-words = The old words then open nothing. Have paper ready, because the new ones are shown once.

late-title = Late notes from a colleague
late-what = They were written on a phone that has left the team. They are kept safe, and are in no record yet.
late-from = From { $name }, { $ago }
late-visit = A visit to { $name }, { $day }: “{ $words }”
late-visit-unknown = A visit, { $day }: “{ $words }”
late-about = Something about { $name }
late-about-unknown = Something in the record
late-unread = This phone cannot read it. A lead’s phone may.
late-take-in = Take in
late-taken-in = It is in the record now.
late-leave-out = Leave it out
late-why = Why does it stay out?
late-why-hint = Your team reads this. It can still be taken in later.
late-leave-out-yes = Leave out
late-left-out-done = Left out, with your reason. It stays kept.
late-left-out = Left out of the record
late-why-not = Why not: { $why }
late-left-out-by = { $name }, { $ago }

erase-title = Notes to erase
erase-what = Their authors say that these belong to somebody else, and have kept them anew there.
erase-whose = With { $name }, { $day }
erase-read = Read it
erase-go = Erase
erase-ask = Erase this note everywhere?
erase-ask-words = It goes from every phone and from the server. This cannot be undone.
erase-yes = Yes, erase
erase-done = It is erased here, and everywhere with the next round.
