"""Reads what people shorten in chats ("y cant i c my bal pls") as the words that they mean.

Only for telling what a message is about: what it says, amounts and names, is read from the message as it was written.
A misspelt word needs no help, since its pieces are near the word's (`ngrams.py`); two letters have no pieces.
"""

from __future__ import annotations

import re

SHORT_FORMS = """
when: 2moro=tomorrow 2day=today 2nite=tonight tmrw=tomorrow tmr=tomorrow tomoz=tomorrow nite=night rn=right_now
   b4=before yr=year yrs=years mth=month mths=months mnth=month mnths=months wk=week wks=weeks hrs=hours mins=minutes
   nxt=next lst=last bday=birthday asap=as_soon_as_possible
bank: acc=account acct=account acnt=account accs=accounts accts=accounts cc=credit_card dd=direct_debit
   dds=direct_debits s/o=standing_order od=overdraft bal=balance stmt=statement trx=transactions txn=transaction
   amt=amount appt=appointment appts=appointments nr=number num=number msg=message fone=phone ph=phone mony=money
ask: y=why wot=what wat=what wats=whats wots=whats hw=how wen=when whn=when wher=where wich=which cn=can cud=could
   cld=could shud=should shld=should wud=would wd=would
be: r=are u=you ur=your hv=have hav=have aint=isnt
do: snd=send shw=show gimme=give_me lemme=let_me wanna=want_to gonna=going_to gotta=have_to dunno=dont_know
   idk=i_dont_know
say: pls=please plz=please pleez=please thx=thanks tks=thanks ty=thanks ta=thanks cheers=thanks ye=yes yea=yes yh=yes
   yep=yes ya=yes nope=no nah=no naw=no kk=ok nvm=never_mind omg=oh_my_god wtf=what_the_hell
small: w=with wi=with wiv=with n=and thru=through bc=because cuz=because cos=because abt=about bk=back bak=back
   frm=from fr=for mi=my ma=my da=the teh=the hte=the tha=the dis=this dat=that ther=there
someone: smth=something sth=something sm1=someone some1=someone smbdy=somebody ppl=people bf=boyfriend gf=girlfriend
"""
ALONE = {"y": "yes", "n": "no"}
"""What a letter means that is all of a message: "y" learnt as "why" made a "why" at a read-back a yes."""
_PAIRS = (pair.split("=") for pair in SHORT_FORMS.split() if "=" in pair)
MEANINGS = {short: meaning.replace("_", " ") for short, meaning in _PAIRS}
_WORD = re.compile(r"[\w/']+")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")


def in_full(text: str) -> str:
    """The text with short forms written out, and letters that stand three times or more ("heeelp") once."""
    if (alone := text.strip(" .!").lower()) in ALONE:
        return ALONE[alone]
    return _WORD.sub(lambda word: MEANINGS.get(word[0].lower(), word[0]), _DRAWN_OUT.sub(r"\1", text))
