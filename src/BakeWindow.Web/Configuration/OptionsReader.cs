using System.Collections;
using System.Globalization;
using System.Reflection;

namespace BakeWindow.Web.Configuration;

/// <summary>Fills <see cref="BakeWindowOptions"/> from configuration and tells every key that does not exist and every value of the wrong kind, where the framework's own binder stops at the first or says nothing.</summary>
internal static class OptionsReader
{
    public static BakeWindowOptions Read(IConfigurationSection section, Complaints complaints)
    {
        var options = new BakeWindowOptions();
        Fill(options, section, "", complaints);
        return options;
    }

    private static void Fill(object target, IConfigurationSection section, string path, Complaints complaints)
    {
        var properties = target.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (var child in section.GetChildren())
        {
            var at = path.Length == 0 ? child.Key : $"{path}:{child.Key}";
            var property = Array.Find(properties, p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                complaints.Add(at, child.Value, $"there is no such setting; {(path.Length == 0 ? "BakeWindow" : path)} has {string.Join(", ", properties.Select(p => p.Name))}");
            }
            else if (property.GetValue(target) is IList list && property.PropertyType.IsGenericType)
            {
                FillList(list, property.PropertyType.GetGenericArguments()[0], child, at, complaints);
            }
            else if (IsPlain(property.PropertyType))
            {
                if (Value(property.PropertyType, child.Value ?? "", at, complaints) is { } value)
                {
                    property.SetValue(target, value);
                }
            }
            else
            {
                Fill(property.GetValue(target)!, child, at, complaints);
            }
        }
    }

    private static void FillList(IList list, Type of, IConfigurationSection section, string path, Complaints complaints)
    {
        foreach (var child in section.GetChildren().OrderBy(c => int.TryParse(c.Key, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue))
        {
            var at = $"{path}:{child.Key}";
            if (!int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                complaints.Add(at, child.Value, $"{path} is a list; number its entries from 0, e.g. {path}:0");
            }
            else if (IsPlain(of))
            {
                list.Add(Value(of, child.Value ?? "", at, complaints) ?? "");
            }
            else
            {
                var entry = Activator.CreateInstance(of)!;
                Fill(entry, child, at, complaints);
                list.Add(entry);
            }
        }
    }

    private static bool IsPlain(Type type) => type == typeof(string) || (Nullable.GetUnderlyingType(type) ?? type).IsPrimitive;

    private static object? Value(Type type, string text, string path, Complaints complaints)
    {
        switch (Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type))
        {
            case TypeCode.String:
                return text.Trim();
            case TypeCode.Int32 when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                return whole;
            case TypeCode.Double when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                return number;
            case TypeCode.Boolean when bool.TryParse(text, out var flag):
                return flag;
            case TypeCode.Boolean:
                complaints.Add(path, text, "write true or false");
                return null;
            case TypeCode.Int32:
                complaints.Add(path, text, "write a whole number");
                return null;
            default:
                complaints.Add(path, text, "write a number, with a point before the fraction");
                return null;
        }
    }
}
