"""What recent changes and a record's own history tell of imports of the organisation."""

from organisation.models import Post, Service
from tests.activities.telling import directorate, see
from tests.organisation.imports.steps import PARTS, POSTS, THERE, checked, loaded, undone


def test_parts_brought_in_are_one_line_where_they_are(cast, as_person):
    rows = f"{PARTS}East Kent,Ashford team,\nNorth Kent,Medway team,\n"
    batch = loaded(cast.ada, checked(cast.ada, "parts", rows, opens=["North Kent"]))
    ivy, told = as_person("ivy"), "Ada Lindqvist brought in"
    assert see(ivy)[0] == f"{told} 3 directorates and services from a file"
    here = see(ivy, directorate=directorate("East Kent"))[0]
    assert here == f"{told} 1 directorate or service (3 in the whole trust) from a file"
    page = f"/organisation/services/{Service.objects.get(name='Ashford team').pk}/"
    link = f'href="/organisation/import/{batch.pk}/"'
    history = as_person("ada").get(page).content.decode()
    assert "Brought in this service and others from a file" in history
    assert link in history
    # Who may not open the import reads that there was one.
    history = ivy.get(page).content.decode()
    assert "Brought in this service and others from a file" in history
    assert link not in history
    undone(cast.ada, batch)
    taken_out, brought_in = see(ivy)[:2]
    assert taken_out == "Ada Lindqvist took 3 directorates and services of a file out again"
    assert brought_in == f"{told} 3 directorates and services from a file (taken out again since)"


def test_posts_brought_in_are_told_to_those_who_see_posts(cast, as_person):
    row = f'{POSTS}{cast.sam.email},,,"{THERE}",Approves claims,,\n'
    loaded(cast.ada, checked(cast.ada, "posts", row))
    assert see(as_person("ivy"))[0] == "Ada Lindqvist brought in 1 post from a file"
    here = see(as_person("ivy"), directorate=directorate("East Kent"))[0]
    assert here == "Ada Lindqvist brought in 1 post from a file"
    assert not any("post" in line for line in see(as_person("stella")))
    post = Post.objects.latest("pk")
    history = as_person("ada").get(f"/organisation/posts/{post.pk}/").content.decode()
    assert "Brought in this post and others from a file" in history
