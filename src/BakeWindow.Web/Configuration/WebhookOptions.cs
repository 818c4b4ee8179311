namespace BakeWindow.Web.Configuration;

/// <summary>The admission webhook that explains refusals and covers the ways round the floor. It has a TLS listener of its own.</summary>
public sealed class WebhookOptions
{
    /// <summary>Its port; 0: no webhook.</summary>
    public int Port { get; set; }

    /// <summary>The address it listens on; in a pod <c>0.0.0.0</c> or <c>::</c>.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>PEM file of its certificate and those between it and the CA, read again when it changes; empty: a CA and a certificate of BakeWindow's own, kept in the Secret <c>bakewindow-webhook</c>.</summary>
    public string CertFile { get; set; } = "";

    /// <summary>PEM file of the certificate's key.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>PEM file of the CA by which the API server must identify itself; empty: it need not.</summary>
    public string ClientCaFile { get; set; } = "";

    /// <summary>Further names or addresses in BakeWindow's own certificate, beside those of its Service and of this machine.</summary>
    public List<string> Names { get; set; } = [];

    /// <summary><c>warn</c>, <c>hold</c> or <c>off</c>: what becomes of a rollout of a protected workload at a time that is not safe.</summary>
    public string Rollouts { get; set; } = "warn";

    /// <summary>Keep the ConfigMap <c>bakewindow-held</c>, which the optional admission policy reads; works without the webhook too.</summary>
    public bool HeldList { get; set; }
}
