"""Which of its candidates a name means, judged by the words of a claim and the whole article.

    bearings, kinds, ranking -> doubts -> a place, or the reason why there is none

`locating` is the way for claims, `toponyms` for plain names, `given` for places that an input
brings itself. Pure: candidates are passed in.
"""
