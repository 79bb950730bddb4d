"""Draws and loads the pictures."""

from functools import partial
from io import BytesIO

from django.core.files.images import ImageFile
from wagtail.images import get_image_model
from wagtail.models import Collection

from example_site.pictures import draw_portrait, draw_scene

from .records import LoadContext


def load_pictures(context: LoadContext) -> None:
    """Load pictures into a collection per practice. Existing titles are left unchanged."""
    slug, collection = context.practice.slug, _collection(context.practice.name)
    for key, spec in context.practice.pictures.items():
        draw = partial(draw_scene, spec.scene, slug, spec.seed)
        context.add("picture", key, _picture(f"{slug}-{key}", spec.alt, collection, draw))
    for seed, person in enumerate(context.practice.supervisors):
        draw = partial(draw_portrait, slug, seed, **person.looks)
        context.add("picture", person.slug, _picture(f"{slug}-{person.slug}", person.name, collection, draw))


def _collection(name: str) -> Collection:
    top = Collection.get_first_root_node()
    return top.get_children().filter(name=name).first() or top.add_child(instance=Collection(name=name))


def _picture(name: str, alt: str, collection: Collection, draw):
    model = get_image_model()
    existing = model.objects.filter(title=name).first()
    if existing:
        return existing
    file = ImageFile(BytesIO(draw()), name=f"{name}.jpg")
    return model.objects.create(title=name, description=alt, collection=collection, file=file)
