using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StreamBook.Nginx;

/// <summary>A certificate for this machine that nobody vouches for, made once a process; it has no file of its own, but stands in nginx.conf.</summary>
internal static class SelfSignedCertificate
{
    private static readonly Lazy<(string Certificate, string Key)> _pem = new(Make);

    /// <summary>The directives that give it to nginx, without a file: <c>data:</c> instead of a path, from nginx 1.15.10 on (https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate).</summary>
    public static Directive[] Directives =>
        [new("ssl_certificate", "data:" + _pem.Value.Certificate), new("ssl_certificate_key", "data:" + _pem.Value.Key)];

    private static (string Certificate, string Key) Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=StreamBook lab", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();

        // A day back, for clocks that differ a little between this machine and its containers.
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(7));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
