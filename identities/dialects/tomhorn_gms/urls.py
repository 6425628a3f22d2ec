from django.urls import path, re_path

from identities.dialects.tomhorn_gms import views

REST = "RestCustomerIntegrationService.svc"

# after them nothing is below services/gms: WCF knows no other endpoint there
urlpatterns = [
    path(f"{REST}/CreateIdentity", views.CreateIdentity.as_view()),
    path(f"{REST}/GetIdentity", views.GetIdentity.as_view()),
    path(f"{REST}/CreateSession", views.CreateSession.as_view()),
    path(f"{REST}/CloseSession", views.CloseSession.as_view()),
    path(f"{REST}/GetSession", views.GetSession.as_view()),
    path("CustomerIntegrationService.svc", views.SoapView.as_view()),
    re_path("", views.GmsView.as_unknown_path()),
]
