"""Joining: short addresses, because they are printed on paper and read out on the telephone."""

from django.urls import path

from community.views import joining, page_texts, paper, take_over

app_name = "join"
urlpatterns = [
    path("", joining.join_start, name="join_start"),
    path("age/", joining.join_age, name="join_age"),
    path("email/", joining.join_email, name="join_email"),
    path("sent/", joining.join_sent, name="join_sent"),
    path("go/<str:token>/", joining.join_open, name="join_open"),
    path("begin/", joining.join_begin, name="join_begin"),
    path("your/<slug:page>/", joining.join_step, name="join_step"),
    path("check/", joining.join_check, name="join_check"),
    path("later/", joining.join_later, name="join_later"),
    path("stop/", joining.join_stop, name="join_stop"),
    path("text/<int:text_id>/", page_texts.join_text, name="join_text"),
    path("picture/<int:picture_id>/", page_texts.join_picture, name="join_picture"),
    path("paper/", paper.join_paper, name="join_paper"),
    path("paper/form.pdf", paper.join_paper_pdf, name="join_paper_pdf"),
    path("mine/", take_over.join_mine, name="join_mine"),
    path("mine/sent/", take_over.join_mine_sent, name="join_mine_sent"),
    path("mine/<str:token>/", take_over.join_take_over, name="join_take_over"),
    path("done/", joining.join_done, name="join_done"),
]
