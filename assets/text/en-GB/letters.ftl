# Letters and photos: what somebody was sent, kept with them for the team.

letters-title = Letters and photos
letters-what = For the team only. They are never on their page, nor in what you hand over.
letters-take = Take a photo of a letter
letters-taken = The photo that you have just taken
letters-ask-first = Ask before you keep it. The letter is theirs, and so is the choice.
letters-words = What it is, in a line
letters-words-hint = A benefit decision, the hospital, the council about the damp…
letters-keep = Keep
letters-leave = Leave it
letters-kept = Kept on this phone. It goes to the team when there is a network.
letters-about = { $day }, { $name }
letters-on-this-phone = On this phone, not sent yet
letters-in-record = In the team’s record
letters-not-here-yet = Not on this phone yet
letters-words-alone = Only these words came along

letter-title = Letter
letter-not-here-yet = It is not on this phone yet. It comes when there is a network.
letter-words-alone = Only the words of this letter were brought in. The photo stayed where it was.
letter-erase = Erase this photo
letter-erase-ask = Erase this photo everywhere?
letter-erase-words = It goes from every phone and from the server, for ever. Backups keep it until they expire.
letter-erase-yes = Erase it
letter-erased = Erased here. The other phones erase it with their next round.
field-letter-words = What it is

phone-photos-title = Photos of letters
phone-photos-waiting = Some are still to be sent. Notes go first.
phone-photos-sent = All that are here have been sent.
phone-photos-mobile = Photos also travel on mobile data
phone-photos-where = This works where your browser can tell. Notes always travel, and so does a photo that you open.
