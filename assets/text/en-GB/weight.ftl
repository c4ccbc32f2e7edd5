# What we carry, how we have been going, and with whom it has been quiet. Nothing of it is counted.

weight-team = What we carry
weight-title = What we carry
weight-lead = How much of us people take just now. Being there weighs as much as a visit, and it changes with the weeks.
weight-mine = With me
weight-others = With my colleagues
weight-who = Who is with { $name }
weight-nobody = Nobody just now
weight-nobody-with-me = Nobody is with you just now.

weight-close = Close just now
weight-steadily = Steadily
weight-lightly = Lightly
weight-much-close = { $much ->
    [all] all close just now
    [most] mostly close just now
    [half] half close just now
   *[some] some close just now
}
weight-much-steadily = { $much ->
    [all] all steadily
    [most] mostly steadily
    [half] half steadily
   *[some] some steadily
}
weight-much-lightly = { $much ->
    [all] all lightly
    [most] mostly lightly
    [half] half lightly
   *[some] some lightly
}

weight-held = Held lately
weight-going-along = Going along together
weight-ours = Ours to do
weight-often = In touch often
weight-in-touch = In touch lately
weight-close-rhythm = A close rhythm
weight-paused = Paused for now
weight-covered = Covered for a colleague

quiet-title = Quiet for longer than agreed
quiet-none = With everybody it is as it was agreed.
quiet-agreed = Agreed: { $rhythm }
quiet-with-me = With me
quiet-with = With { $name }
quiet-with-nobody = Nobody in the team walks alongside.
quiet-without-anybody = Nobody walks alongside just now

balance-team = How we have been going
balance-title = How we have been going
balance-lead = The whole team over half a year, to look back on together. It is said of nobody alone.
balance-little-yet = little yet
balance-where = Where we met
balance-where-ask = Is this where people would like to meet us?
balance-at-home = At home
balance-by-phone = By phone
balance-elsewhere = Elsewhere
balance-much-at-home = { $much ->
    [all] all at home
    [most] mostly at home
    [half] half at home
   *[some] some at home
}
balance-much-by-phone = { $much ->
    [all] all by phone
    [most] mostly by phone
    [half] half by phone
   *[some] some by phone
}
balance-much-elsewhere = { $much ->
    [all] all elsewhere
    [most] mostly elsewhere
    [half] half elsewhere
   *[some] some elsewhere
}

balance-how = How people went somewhere new
balance-how-ask = What would have helped us to go along more often?
balance-together = Together with us
balance-introduced = Introduced
balance-on-their-own = On their own
balance-much-together = { $much ->
    [all] all together with us
    [most] mostly together with us
    [half] half together with us
   *[some] some together with us
}
balance-much-introduced = { $much ->
    [all] all introduced
    [most] mostly introduced
    [half] half introduced
   *[some] some introduced
}
balance-much-on-their-own = { $much ->
    [all] all on their own
    [most] mostly on their own
    [half] half on their own
   *[some] some on their own
}

balance-asked-title = Whether we asked how it went
balance-asked-ask = Whom would we still like to ask?
balance-asked = Asked after
balance-not-yet-asked = Not asked yet
balance-much-asked = { $much ->
    [all] all asked after
    [most] mostly asked after
    [half] half asked after
   *[some] some asked after
}
balance-much-not-yet-asked = { $much ->
    [all] all not asked yet
    [most] mostly not asked yet
    [half] half not asked yet
   *[some] some not asked yet
}
