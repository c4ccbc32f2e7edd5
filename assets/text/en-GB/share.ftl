# A page on somebody's own phone.

share-title = On their own phone
share-lead = { $name } can have their page on their own phone. They read it, change it, and send it back to you.
share-new = A new link
share-new-what = Send the link in a message. Say the six numbers to them, in person or by phone.
share-days = How long is it open?
share-for-days = { $n } days
share-make = Make a link
share-message = Here is the page that we talked about: { $link }
share-copy-message = Copy a message with it
share-numbers = The six numbers
share-numbers-what = They are shown here only now. Keep them out of the message with the link.
share-until = It is open until { $at }.
share-links = Links so far
share-made = Made { $at } by { $name }.
share-waits = It works as soon as this phone has a signal.
share-open = This link is open.
share-locked = The numbers were wrong five times. Nobody gets in until { $name } has new ones.
share-ended = This link was ended.
share-expired = This link has had its time.
share-opened = Last opened { $at }.
share-answered = { $name } has sent something back. It is in the story.
share-fresh = New numbers
share-end = End it now
share-ended-done = This link is ending. Without a signal it ends as soon as there is one.
