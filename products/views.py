"""The screen on which a product is recalled; and for readers the shopping list, which lives in their browser alone."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from . import recalls
from .forms import LiftForm, RecallForm
from .models import PRICE_HOLDS, Product, Recall, price_lines


class RecallView(WagtailAdminTemplateMixin, View):
    """What was said of a product's safety so far, and a form to recall it or to lift the recall."""

    template_name = "products/admin/recall.html"
    header_icon = "warning"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, pk, **kwargs):
        if not request.user.has_perm(recalls.MAY):
            raise PermissionDenied
        self.product = get_object_or_404(Product.objects.prefetch_related("recalls__by", "recalls__lifted_by"), pk=pk)
        kind = LiftForm if self.product.recall else RecallForm
        self.form = kind(request.POST or None)
        return super().dispatch(request)

    def get_page_title(self):
        return _("Safety of %(product)s") % {"product": self.product}

    def get_breadcrumbs_items(self):
        products = {"url": reverse("wagtailsnippets_products_product:list"), "label": _("Products")}
        return [*self.breadcrumbs_items, products, {"url": "", "label": self.get_page_title()}]

    def get(self, request):
        return self.render_to_response(self.get_context_data())

    def post(self, request):
        # The form that was sent says which of the two was meant: a colleague may have been quicker.
        asked = LiftForm if "lifted_because" in request.POST else RecallForm
        if not isinstance(self.form, asked):
            messages.warning(request, _("A colleague was quicker: look at it again."))
        elif not self.form.is_valid():
            return self.get(request)
        elif asked is LiftForm:
            recalls.lift(self.product, self.form.cleaned_data["lifted_because"], by=request.user)
            messages.success(request, _("The recall is lifted. Cards show prices and shops again."))
        else:
            self.recall()
        return redirect("product_recall", self.product.pk)

    def recall(self):
        stories = recalls.recall(self.product, by=self.request.user, **self.form.cleaned_data)
        if stories is None:
            messages.warning(self.request, _("A colleague was quicker: look at it again."))
            return
        told = ngettext(
            "Recalled: every card says so now. %(number)d published story is to be looked at again.",
            "Recalled: every card says so now. %(number)d published stories are to be looked at again.",
            stories,
        )
        messages.success(self.request, told % {"number": stories})

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "product": self.product,
            "form": self.form,
            "media": self.form.media,
        }


@require_safe
def shopping_list(request):
    context = price_lines(price="{price}", day="{day}") | {"holds": PRICE_HOLDS.days}
    return render(request, "products/shopping_list.html", context)


@require_safe
def recalls_now(request):
    """Every recall that stands. The list asks for all of them, so that nobody learns what is on it."""
    return JsonResponse({"recalls": [recall.for_list for recall in Recall.objects.open().order_by("pk")]})
