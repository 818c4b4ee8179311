using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using BakeWindow.Storage;
using BakeWindow.Web.Configuration;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace BakeWindow.Web.Access;

/// <summary>
/// The keys that protect cookies lie in the database, for all replicas, each sealed (AES-256-GCM) with a key derived from the ticket key's file: the database alone opens nothing. Where no such file is configured
/// they live in memory, and everybody must sign in again after a restart.
/// </summary>
internal static class KeyRing
{
    public static void AddKeyRing(this IServiceCollection services, Settings settings)
    {
        var protection = services.AddDataProtection().SetApplicationName("bakewindow");
        if (!settings.TicketKeyStays)
        {
            services.AddSingleton<IXmlRepository, ForgottenKeys>();
        }
        else
        {
            services.AddSingleton<IXmlRepository, DatabaseKeys>();
        }

        services.AddSingleton(new KeySeal(settings.TicketKey));
        services.AddOptions<KeyManagementOptions>().Configure<IXmlRepository, KeySeal>((o, repository, seal) => (o.XmlRepository, o.XmlEncryptor) = (repository, seal));
        protection.SetDefaultKeyLifetime(TimeSpan.FromDays(30));
    }

    private sealed class DatabaseKeys(ProtectionKeyStore store) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements() => [.. store.All().Select(XElement.Parse)];

        public void StoreElement(XElement element, string friendlyName) => store.Add(friendlyName, element.ToString(SaveOptions.DisableFormatting));
    }

    private sealed class ForgottenKeys : IXmlRepository
    {
        private readonly List<XElement> all = [];

        public IReadOnlyCollection<XElement> GetAllElements()
        {
            lock (all)
            {
                return [.. all.Select(e => new XElement(e))];
            }
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            lock (all)
            {
                all.Add(new XElement(element));
            }
        }
    }
}

/// <summary>Seals a key of the ring.</summary>
/// <param name="secret">The ticket key; another key is derived from it, so that neither use helps against the other.</param>
internal sealed class KeySeal(byte[] secret) : IXmlEncryptor
{
    private const string Name = "sealed";
    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "bakewindow key ring v1"u8.ToArray());

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var (cipher, tag) = (new byte[plain.Length], new byte[AesGcm.TagByteSizes.MaxSize]);
        using var aes = new AesGcm(key, tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag);
        return new EncryptedXmlInfo(new XElement(Name, Convert.ToBase64String([.. nonce, .. tag, .. cipher])), typeof(KeyUnseal));
    }

    /// <summary>Opens what <see cref="Encrypt"/> sealed.</summary>
    /// <exception cref="CryptographicException">It was sealed with another key, or changed.</exception>
    public XElement Decrypt(XElement sealedElement)
    {
        var bytes = Convert.FromBase64String(sealedElement.Value).AsSpan();
        var (nonceLength, tagLength) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        var plain = new byte[bytes.Length - nonceLength - tagLength];
        using var aes = new AesGcm(key, tagLength);
        aes.Decrypt(bytes[..nonceLength], bytes[(nonceLength + tagLength)..], bytes[nonceLength..(nonceLength + tagLength)], plain);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}

/// <summary>Opens sealed keys; the framework makes it by the name that stands beside each.</summary>
/// <param name="services">Where the seal is.</param>
internal sealed class KeyUnseal(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => services.GetRequiredService<KeySeal>().Decrypt(encryptedElement);
}
