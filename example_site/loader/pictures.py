"""The pictures, drawn as they are loaded."""

from functools import partial
from io import BytesIO

from django.core.files.images import ImageFile
from wagtail.images import get_image_model
from wagtail.models import Collection

from example_site.pictures import draw_portrait, draw_scene

from .records import Shelf


def load_pictures(shelf: Shelf) -> None:
    """A collection a practice; what is there by its title stays."""
    slug, collection = shelf.practice.slug, _collection(shelf.practice.name)
    for key, spec in shelf.practice.pictures.items():
        draw = partial(draw_scene, spec.scene, slug, spec.seed)
        shelf.put("picture", key, _picture(f"{slug}-{key}", spec.alt, collection, draw))
    for seed, person in enumerate(shelf.practice.supervisors):
        draw = partial(draw_portrait, slug, seed, **person.looks)
        shelf.put("picture", person.slug, _picture(f"{slug}-{person.slug}", person.name, collection, draw))


def _collection(name: str) -> Collection:
    top = Collection.get_first_root_node()
    return top.get_children().filter(name=name).first() or top.add_child(instance=Collection(name=name))


def _picture(name: str, alt: str, collection: Collection, draw):
    model = get_image_model()
    known = model.objects.filter(title=name).first()
    if known:
        return known
    file = ImageFile(BytesIO(draw()), name=f"{name}.jpg")
    return model.objects.create(title=name, description=alt, collection=collection, file=file)
